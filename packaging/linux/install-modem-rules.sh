#!/bin/sh
# Lets Outpost use the office's USB modems on this PC. Run it once, as
#
#     sudo sh install-modem-rules.sh 12d1:1506 2c7c:0125
#
# with the vendor and product of each model that the office uses for SMS; without any it lists what is plugged in.
# ModemManager then leaves these models alone, and you may use their ports, now and after the next sign-in.
# Undo: sudo rm /etc/udev/rules.d/70-outpost-modems.rules
set -eu

RULES=${OUTPOST_RULES:-/etc/udev/rules.d/70-outpost-modems.rules}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
top=$here/../..

# Whoever called sudo runs Outpost itself; only what follows needs root.
outpost() {
    if [ -x "$top/outpost" ]; then
        set -- "$top/outpost" modem-rules "$@"
    elif [ -x "$top/.venv/bin/python" ]; then
        cd "$top"
        set -- .venv/bin/python -m app modem-rules "$@"
    else
        echo "Start Outpost once, then run this again." >&2
        exit 1
    fi
    if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER:-}" ]; then
        set -- sudo -u "$SUDO_USER" -- "$@"
    fi
    "$@"
}

if [ $# = 0 ]; then
    outpost
    exit 0
fi

text=$(outpost "$@")
if ! mkdir -p "$(dirname -- "$RULES")" 2>/dev/null || ! : 2>/dev/null >"$RULES.new"; then
    echo "This needs an administrator: put “sudo” before it." >&2
    exit 1
fi
printf '%s\n' "$text" >"$RULES.new"
chmod 644 "$RULES.new"
mv -f "$RULES.new" "$RULES"
echo "Written: $RULES"

if command -v udevadm >/dev/null; then
    udevadm control --reload || true
    udevadm trigger --action=change --subsystem-match=usb --subsystem-match=tty || true
fi

# dialout on Debian, Ubuntu, Fedora and openSUSE; uucp on Arch.
for group in dialout uucp; do
    if [ -n "${SUDO_USER:-}" ] && getent group "$group" >/dev/null; then
        usermod -a -G "$group" "$SUDO_USER"
        echo "$SUDO_USER is now in the group $group; it counts from the next sign-in."
        break
    fi
done
echo "Pull the modems out and plug them in again."
