"""PyInstaller: the number patterns are loaded by name. Places, carriers and zones (40 MB) are not used, so not shipped."""

from PyInstaller.utils.hooks import collect_submodules

hiddenimports = collect_submodules("phonenumbers.data") + collect_submodules("phonenumbers.shortdata")
