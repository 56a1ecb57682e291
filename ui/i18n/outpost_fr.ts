<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>AddCatchAll</name>
    <message>
        <source>A message that has no keyword and is no answer in a flow will start “{flow}”.</source>
        <translation>Un message sans mot-clé, et qui n’est pas une réponse dans un flux, démarrera « {flow} ».</translation>
    </message>
    <message>
        <source>Until now it starts “{flow}”, which then starts by its keywords only.</source>
        <translation>Jusqu’ici il démarre « {flow} », qui ne démarrera plus que par ses mots-clés.</translation>
    </message>
    <message>
        <source>Start with any other message?</source>
        <translation>Démarrer avec tout autre message ?</translation>
    </message>
    <message>
        <source>Start this flow</source>
        <translation>Démarrer ce flux</translation>
    </message>
</context>
<context>
    <name>AddKeyword</name>
    <message>
        <source>Add a keyword</source>
        <translation>Ajouter un mot-clé</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Ajouter</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>Flux</translation>
    </message>
    <message>
        <source>stock</source>
        <translation>stock</translation>
    </message>
    <message>
        <source>When it starts</source>
        <translation>Quand il démarre</translation>
    </message>
    <message>
        <source>The message begins with the keyword</source>
        <translation>Le message commence par le mot-clé</translation>
    </message>
    <message>
        <source>The message is the keyword alone</source>
        <translation>Le message est le mot-clé seul</translation>
    </message>
    <message>
        <source>Keyword</source>
        <translation>Mot-clé</translation>
    </message>
    <message>
        <source>One word, as people will type it. Several: put commas between.</source>
        <translation>Un seul mot, tel que les gens l’écriront. Pour plusieurs, séparez-les par des virgules.</translation>
    </message>
    <message>
        <source>If another flow has this keyword, it loses it.</source>
        <translation>Si un autre flux a ce mot-clé, il le perd.</translation>
    </message>
    <message>
        <source>“{word}” now starts {flow}.</source>
        <translation>« {word} » démarre maintenant {flow}.</translation>
    </message>
</context>
<context>
    <name>AddPhone</name>
    <message>
        <source>Add a phone</source>
        <translation>Ajouter un téléphone</translation>
    </message>
    <message>
        <source>Add the phone</source>
        <translation>Ajouter le téléphone</translation>
    </message>
    <message>
        <source>Code on the phone&apos;s screen</source>
        <translation>Code affiché sur le téléphone</translation>
    </message>
    <message>
        <source>Nine letters and digits, shown in red on the phone.</source>
        <translation>Neuf lettres et chiffres, en rouge sur le téléphone.</translation>
    </message>
    <message>
        <source>The SIM card&apos;s number</source>
        <translation>Numéro de la carte SIM</translation>
    </message>
    <message>
        <source>With + and country code, or as people dial it.</source>
        <translation>Avec + et l’indicatif du pays, ou comme on le compose.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>For example: Reception, or Airtel 1.</source>
        <translation>Par exemple : Accueil, ou Airtel 1.</translation>
    </message>
    <message>
        <source>Workspaces that may use it</source>
        <translation>Espaces de travail qui peuvent l’utiliser</translation>
    </message>
    <message>
        <source>Prepare the phone</source>
        <translation>Préparez le téléphone</translation>
    </message>
    <message>
        <source>Open the app while the phone has internet, and wait until it shows a code or “Registering”. Once is enough.</source>
        <translation>Ouvrez l’application pendant que le téléphone a internet, et attendez qu’elle affiche un code ou « Registering ». Une fois suffit.</translation>
    </message>
    <message>
        <source>Put it into the office Wi-Fi</source>
        <translation>Connectez-le au Wi-Fi du bureau</translation>
    </message>
    <message>
        <source>Turn mobile data off. If Android says that this Wi-Fi has no internet, choose to stay connected.</source>
        <translation>Coupez les données mobiles. Si Android signale que ce Wi-Fi n’a pas internet, choisissez de rester connecté.</translation>
    </message>
    <message>
        <source>Point it to this PC</source>
        <translation>Dirigez-le vers ce PC</translation>
    </message>
    <message>
        <source>In the app, tap the logo ten times. Then open Settings, Advanced, choose “IP Address” as server, and type:</source>
        <translation>Dans l’application, touchez le logo dix fois. Ouvrez ensuite Settings, Advanced, choisissez « IP Address » comme serveur, et saisissez :</translation>
    </message>
    <message>
        <source>Leave it charging</source>
        <translation>Laissez-le en charge</translation>
    </message>
    <message>
        <source>In the app untick “Enable Data”. Keep the phone on its charger and turn battery saving off.</source>
        <translation>Dans l’application, décochez « Enable Data ». Gardez le téléphone en charge et désactivez l’économie de batterie.</translation>
    </message>
</context>
<context>
    <name>AddressBox</name>
    <message>
        <source>Looking for this PC&apos;s addresses…</source>
        <translation>Recherche des adresses de ce PC…</translation>
    </message>
    <message>
        <source>Address of this PC</source>
        <translation>Adresse de ce PC</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Copier l’adresse</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Modifier</translation>
    </message>
    <message>
        <source>Change the network to listen on</source>
        <translation>Modifier le réseau à écouter</translation>
    </message>
    <message>
        <source>Network to listen on</source>
        <translation>Réseau à écouter</translation>
    </message>
    <message>
        <source>Listen here</source>
        <translation>Écouter ici</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>Laisser tel quel</translation>
    </message>
    <message>
        <source>One of these addresses</source>
        <translation>Une de ces adresses</translation>
    </message>
    <message>
        <source>This address</source>
        <translation>Cette adresse</translation>
    </message>
    <message>
        <source>Outpost does not listen to phones yet. Choose the network in which the phones are.</source>
        <translation>Outpost n’écoute pas encore les téléphones. Choisissez le réseau où ils se trouvent.</translation>
    </message>
    <message>
        <source>On which network does Outpost listen for phones and other PCs?</source>
        <translation>Sur quel réseau Outpost écoute-t-il les téléphones et les autres PC ?</translation>
    </message>
    <message>
        <source>All networks of this PC</source>
        <translation>Tous les réseaux de ce PC</translation>
    </message>
    <message>
        <source>None: this PC only</source>
        <translation>Aucun : ce PC seulement</translation>
    </message>
    <message>
        <source>Phones and other PCs no longer reach this office. SMS wait on the phones until you choose a network again.</source>
        <translation>Les téléphones et les autres PC n’atteignent plus ce bureau. Les SMS attendent sur les téléphones jusqu’à ce que vous choisissiez de nouveau un réseau.</translation>
    </message>
    <message>
        <source>Phones and other PCs that use another address lose the connection until you give them this one.</source>
        <translation>Les téléphones et les autres PC qui utilisent une autre adresse perdent la connexion jusqu’à ce que vous leur donniez celle-ci.</translation>
    </message>
    <message>
        <source>Stop listening</source>
        <translation>Ne plus écouter</translation>
    </message>
    <message>
        <source>Turning to this network…</source>
        <translation>Passage à ce réseau…</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>Preparing the demo office…</source>
        <translation>Préparation du bureau de démonstration…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Démarrage…</translation>
    </message>
    <message>
        <source>Connecting to {address}…</source>
        <translation>Connexion à {address}…</translation>
    </message>
    <message>
        <source>You have been signed out. Sign in again; what you typed is kept.</source>
        <translation>Vous avez été déconnecté. Reconnectez-vous ; ce que vous avez écrit est conservé.</translation>
    </message>
    <message>
        <source>Engine running</source>
        <translation>Moteur en marche</translation>
    </message>
    <message>
        <source>Connecting to the engine…</source>
        <translation>Connexion au moteur…</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Non connecté</translation>
    </message>
    <message>
        <source>Stop Outpost?</source>
        <translation>Arrêter Outpost ?</translation>
    </message>
    <message>
        <source>No SMS is received or sent until Outpost is started again on this PC. Messages stay on the phones until then.</source>
        <translation>Aucun SMS n’est reçu ni envoyé tant qu’Outpost n’est pas relancé sur ce PC. D’ici là, les messages restent sur les téléphones.</translation>
    </message>
    <message>
        <source>Stop Outpost</source>
        <translation>Arrêter Outpost</translation>
    </message>
</context>
<context>
    <name>BroadcastList</name>
    <message>
        <source>Waiting for a phone or modem</source>
        <translation>Attend un téléphone ou modem</translation>
    </message>
    <message>
        <source>On a phone or modem</source>
        <translation>Sur un téléphone ou modem</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Envoyé</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Remis</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Non envoyé</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Annulé</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>Langues</translation>
    </message>
    <message>
        <source>Asked for by the flow</source>
        <translation>Demandée par le flux</translation>
    </message>
    <message>
        <source>By</source>
        <translation>De</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Écrit</translation>
    </message>
    <message>
        <source>About this broadcast</source>
        <translation>À propos de cette diffusion</translation>
    </message>
    <message>
        <source>Stop this broadcast</source>
        <translation>Arrêter cette diffusion</translation>
    </message>
    <message>
        <source>Who gets it</source>
        <translation>Qui le reçoit</translation>
    </message>
    <message>
        <source>Broadcasts</source>
        <translation>Diffusions</translation>
    </message>
    <message>
        <source>Messages that no phone or modem has yet are taken back, as if they had never been written. Those that one has are still sent. This cannot be undone.</source>
        <translation>Les messages qu’aucun téléphone ni modem n’a encore sont annulés, comme s’ils n’avaient jamais été écrits. Ceux que l’un d’eux a déjà partent quand même. On ne peut pas revenir en arrière.</translation>
    </message>
    <message>
        <source>Stop this broadcast?</source>
        <translation>Arrêter cette diffusion ?</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>Arrêter</translation>
    </message>
</context>
<context>
    <name>Broadcasts</name>
    <message>
        <source>Message</source>
        <translation>Message</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avancement</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Quand</translation>
    </message>
    <message>
        <source>To {recipients}</source>
        <translation>À {recipients}</translation>
    </message>
</context>
<context>
    <name>BroadcastsView</name>
    <message>
        <source>New broadcast</source>
        <translation>Nouvelle diffusion</translation>
    </message>
    <message>
        <source>Write the first one</source>
        <translation>Écrire la première</translation>
    </message>
    <message>
        <source>A broadcast is one message to many contacts at once: to groups, to those that a search finds, or to numbers that you paste. Each gets it in their language, and here you see what became of it.</source>
        <translation>Une diffusion est un même message à beaucoup de contacts à la fois : à des groupes, à ceux qu’une recherche trouve, ou à des numéros que vous collez. Chacun le reçoit dans sa langue, et vous voyez ici ce qu’il est devenu.</translation>
    </message>
    <message>
        <source>No broadcasts yet</source>
        <translation>Pas encore de diffusions</translation>
    </message>
    <message>
        <source>The broadcast is on its way.</source>
        <translation>La diffusion est en route.</translation>
    </message>
    <message>
        <source>The broadcast is on the schedule.</source>
        <translation>La diffusion est programmée.</translation>
    </message>
    <message>
        <source>Broadcasts</source>
        <translation>Diffusions</translation>
    </message>
    <message>
        <source>One message to many contacts, each in their language.</source>
        <translation>Un message à beaucoup de contacts, à chacun dans sa langue.</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Programmées</translation>
    </message>
    <message>
        <source>Flow starts</source>
        <translation>Démarrages de flux</translation>
    </message>
    <message>
        <source>When a flow is started for many contacts at once, by staff, a schedule or another flow, you see here how far it is. The details of a flow, on the screen Flows, have the button for it.</source>
        <translation>Quand un flux est démarré pour beaucoup de contacts à la fois, par l’équipe, un horaire ou un autre flux, vous voyez ici où il en est. Les détails d’un flux, à l’écran Flux, ont le bouton pour cela.</translation>
    </message>
    <message>
        <source>No flow starts yet</source>
        <translation>Pas encore de démarrages de flux</translation>
    </message>
    <message>
        <source>A broadcast that is to go out later, once or again and again, stands here until its last time is over.</source>
        <translation>Une diffusion qui doit partir plus tard, une fois ou régulièrement, reste ici jusqu’à ce que sa dernière heure soit passée.</translation>
    </message>
    <message>
        <source>Nothing is scheduled</source>
        <translation>Rien n’est programmé</translation>
    </message>
    <message>
        <source>An administrator or editor of this workspace sends them.</source>
        <translation>Un administrateur ou un éditeur de cet espace de travail les envoie.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
</context>
<context>
    <name>BubbleDelegate</name>
    <message>
        <source>Send again</source>
        <translation>Envoyer à nouveau</translation>
    </message>
    <message>
        <source>It was sent</source>
        <translation>Il a été envoyé</translation>
    </message>
</context>
<context>
    <name>BubbleList</name>
    <message>
        <source>Messages of this conversation</source>
        <translation>Messages de cette conversation</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Copier le texte</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Envoyer à nouveau</translation>
    </message>
    <message>
        <source>It was sent…</source>
        <translation>Il a été envoyé…</translation>
    </message>
    <message>
        <source>What became of it…</source>
        <translation>Ce qu’il est devenu…</translation>
    </message>
</context>
<context>
    <name>ChangePassword</name>
    <message>
        <source>Change password</source>
        <translation>Changer le mot de passe</translation>
    </message>
    <message>
        <source>Change the password</source>
        <translation>Changer le mot de passe</translation>
    </message>
    <message>
        <source>Show what I type</source>
        <translation>Afficher ce que je tape</translation>
    </message>
    <message>
        <source>Password until now</source>
        <translation>Mot de passe actuel</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Nouveau mot de passe</translation>
    </message>
    <message>
        <source>At least 8 characters. On other PCs you will have to sign in again.</source>
        <translation>Au moins 8 caractères. Sur les autres PC, vous devrez vous reconnecter.</translation>
    </message>
    <message>
        <source>New password once more</source>
        <translation>Nouveau mot de passe, encore une fois</translation>
    </message>
    <message>
        <source>The new password is too short. Use at least 8 characters.</source>
        <translation>Le nouveau mot de passe est trop court. Utilisez au moins 8 caractères.</translation>
    </message>
    <message>
        <source>The new password is not the same both times. Type it again.</source>
        <translation>Le nouveau mot de passe n’est pas le même les deux fois. Tapez-le de nouveau.</translation>
    </message>
    <message>
        <source>Your password is changed.</source>
        <translation>Votre mot de passe est changé.</translation>
    </message>
    <message>
        <source>The password until now is wrong. Type it again.</source>
        <translation>Le mot de passe actuel est faux. Tapez-le de nouveau.</translation>
    </message>
</context>
<context>
    <name>ChangeScheduled</name>
    <message>
        <source>Change a scheduled broadcast</source>
        <translation>Modifier une diffusion programmée</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
</context>
<context>
    <name>ChoosePorts</name>
    <message>
        <source>A modem is not shown</source>
        <translation>Un modem n’apparaît pas</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Is it plugged into the PC on which Outpost runs? It can take a minute until it is shown.</source>
        <translation>Est-il branché au PC sur lequel Outpost tourne ? Il peut mettre une minute à apparaître.</translation>
    </message>
    <message>
        <source>What stands in the way of a stick is said at the top of the screen, with what to do.</source>
        <translation>Ce qui gêne une clé est dit en haut de l’écran, avec ce qu’il faut faire.</translation>
    </message>
    <message>
        <source>Outpost looks only at ports of makers that it knows, because asking another device could disturb it. If yours is of another maker, or a GSM terminal at a serial cable, choose its port here.</source>
        <translation>Outpost ne regarde que les ports des fabricants qu’il connaît, car interroger un autre appareil pourrait le perturber. Si le vôtre est d’un autre fabricant, ou un terminal GSM sur un câble série, choisissez son port ici.</translation>
    </message>
    <message>
        <source>Serial ports where no modem was found</source>
        <translation>Ports série où aucun modem n’a été trouvé</translation>
    </message>
    <message>
        <source>There is none.</source>
        <translation>Il n’y en a pas.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Serial ports</source>
        <translation>Ports série</translation>
    </message>
</context>
<context>
    <name>ClockCard</name>
    <message>
        <source>Is the clock of this PC right?</source>
        <translation>L’horloge de ce PC est-elle juste ?</translation>
    </message>
    <message>
        <source>If it is wrong, set date and time in the settings of the PC on which Outpost runs. Outpost notices it by itself.</source>
        <translation>Si elle est fausse, réglez la date et l’heure dans les paramètres du PC sur lequel Outpost fonctionne. Outpost le remarque de lui-même.</translation>
    </message>
    <message>
        <source>An office administrator decides this.</source>
        <translation>Un administrateur du bureau en décide.</translation>
    </message>
    <message>
        <source>The clock is right</source>
        <translation>L’horloge est juste</translation>
    </message>
    <message>
        <source>Counting what fell due</source>
        <translation>Décompte des échéances</translation>
    </message>
    <message>
        <source>Is it now {time}? Then what fell due meanwhile is done or held, as each workspace has set it. If the clock is wrong, people get reminders on the wrong day.</source>
        <translation>Est-il maintenant {time} ? Alors ce qui est arrivé à échéance entre-temps est fait ou retenu, selon le réglage de chaque espace de travail. Si l’horloge est fausse, des personnes reçoivent des rappels le mauvais jour.</translation>
    </message>
    <message>
        <source>Is the clock right?</source>
        <translation>L’horloge est-elle juste ?</translation>
    </message>
</context>
<context>
    <name>CloseQuestion</name>
    <message>
        <source>Close Outpost</source>
        <translation>Fermer Outpost</translation>
    </message>
    <message>
        <source>Go on receiving SMS?</source>
        <translation>Continuer à recevoir les SMS ?</translation>
    </message>
    <message>
        <source>Keep receiving SMS in the background (recommended)</source>
        <translation>Continuer à recevoir les SMS en arrière-plan (conseillé)</translation>
    </message>
    <message>
        <source>Messages that come in while Outpost is stopped stay on the phones until you start it again.</source>
        <translation>Les messages reçus pendant qu’Outpost est arrêté restent sur les téléphones jusqu’à son redémarrage.</translation>
    </message>
    <message>
        <source>Do this every time</source>
        <translation>Faire ainsi chaque fois</translation>
    </message>
    <message>
        <source>Stop Outpost</source>
        <translation>Arrêter Outpost</translation>
    </message>
</context>
<context>
    <name>ConnectPage</name>
    <message>
        <source>Address of the office&apos;s PC</source>
        <translation>Adresse du PC du bureau</translation>
    </message>
    <message>
        <source>Is this the fingerprint that the office&apos;s PC shows?</source>
        <translation>Est-ce l’empreinte que montre le PC du bureau ?</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Se connecter</translation>
    </message>
    <message>
        <source>Yes, it is the same</source>
        <translation>Oui, c’est la même</translation>
    </message>
    <message>
        <source>Use this PC instead</source>
        <translation>Utiliser ce PC</translation>
    </message>
    <message>
        <source>Connect to another PC</source>
        <translation>Se connecter à un autre PC</translation>
    </message>
    <message>
        <source>On the office&apos;s PC, open the menu at your name and choose “Connect another PC”. It shows the address.</source>
        <translation>Sur le PC du bureau, ouvrez le menu à votre nom et choisissez « Connecter un autre PC ». L’adresse s’affiche.</translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>New messages</source>
        <translation>Nouveaux messages</translation>
    </message>
    <message>
        <source>In flow: {name}</source>
        <translation>Dans le flux : {name}</translation>
    </message>
    <message>
        <source>You can read here. To answer, ask an administrator for another role.</source>
        <translation>Vous pouvez lire ici. Pour répondre, demandez un autre rôle à un administrateur.</translation>
    </message>
    <message>
        <source>It counts as sent from now on, and nobody is asked again. This cannot be taken back.</source>
        <translation>Il compte désormais comme envoyé, et la question n’est plus posée. C’est irréversible.</translation>
    </message>
    <message>
        <source>Was this message sent?</source>
        <translation>Ce message a-t-il été envoyé ?</translation>
    </message>
    <message>
        <source>It was sent</source>
        <translation>Il a été envoyé</translation>
    </message>
</context>
<context>
    <name>Dialog</name>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
</context>
<context>
    <name>EngineCard</name>
    <message>
        <source>Engine</source>
        <translation>Moteur</translation>
    </message>
    <message>
        <source>Running since</source>
        <translation>En marche depuis</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Base de données</translation>
    </message>
    <message>
        <source>Free on the disk</source>
        <translation>Libre sur le disque</translation>
    </message>
    <message>
        <source>The disk is nearly full. Free some space soon.</source>
        <translation>Le disque est presque plein. Libérez de la place bientôt.</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>En marche</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>Not answering</source>
        <translation>Ne répond pas</translation>
    </message>
</context>
<context>
    <name>EnterPin</name>
    <message>
        <source>PIN for {name}</source>
        <translation>PIN pour {name}</translation>
    </message>
    <message>
        <source>Try this PIN</source>
        <translation>Essayer ce PIN</translation>
    </message>
    <message>
        <source>Outpost tries it exactly once, and never when the SIM card has fewer than two tries left: after three wrong PINs it would lock itself. A right PIN is kept for this SIM card, so that it starts by itself after a power cut.</source>
        <translation>Outpost l’essaie exactement une fois, et jamais quand il reste moins de deux essais à la carte SIM : après trois PIN faux elle se bloquerait. Un PIN juste est gardé pour cette carte SIM, afin qu’elle démarre seule après une coupure de courant.</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Four to eight digits. It is not the PUK.</source>
        <translation>Quatre à huit chiffres. Ce n’est pas le PUK.</translation>
    </message>
    <message>
        <source>{name} tries the PIN and goes on starting.</source>
        <translation>{name} essaie le PIN et continue à démarrer.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>EstimatePane</name>
    <message>
        <source>What goes out</source>
        <translation>Ce qui part</translation>
    </message>
    <message>
        <source>Phones and modems</source>
        <translation>Téléphones et modems</translation>
    </message>
</context>
<context>
    <name>FailedWork</name>
    <message>
        <source>Work that failed</source>
        <translation>Travail qui a échoué</translation>
    </message>
    <message>
        <source>Kind of work</source>
        <translation>Type de travail</translation>
    </message>
    <message>
        <source>Try all again</source>
        <translation>Tout réessayer</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Classer sans suite</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>Rien ici</translation>
    </message>
    <message>
        <source>No work of this kind has failed.</source>
        <translation>Aucun travail de ce type n’a échoué.</translation>
    </message>
    <message>
        <source>Outpost gave these up. Choose with the mouse, or with Shift, Ctrl and the arrow keys. What people get late because they are tried again can&apos;t be taken back.</source>
        <translation>Outpost a renoncé à ceux-ci. Choisissez avec la souris, ou avec Maj, Ctrl et les flèches. Ce que les gens reçoivent en retard parce qu’ils sont réessayés ne peut pas être repris.</translation>
    </message>
    <message>
        <source>What it was about, and the code of the error</source>
        <translation>Ce dont il s’agissait, et le code de l’erreur</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>Tous les types</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message numerus="yes">
        <source>%n shown</source>
        <translation>
            <numerusform>%n affiché</numerusform>
            <numerusform>%n affichés</numerusform>
        </translation>
    </message>
    <message>
        <source>{count}. More come when you scroll down.</source>
        <translation>{count}. D’autres viennent quand vous faites défiler vers le bas.</translation>
    </message>
</context>
<context>
    <name>FlowDetails</name>
    <message>
        <source>Waiting now</source>
        <translation>En attente</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Démarrés</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Terminés</translation>
    </message>
    <message>
        <source>Start it with any other message</source>
        <translation>Démarrer par tout autre message</translation>
    </message>
    <message>
        <source>Start for contacts…</source>
        <translation>Démarrer pour des contacts…</translation>
    </message>
    <message>
        <source>No message starts it. Give it a keyword.</source>
        <translation>Aucun message ne le démarre. Donnez-lui un mot-clé.</translation>
    </message>
    <message>
        <source>A message cannot start a flow of this type.</source>
        <translation>Un message ne peut pas démarrer un flux de ce type.</translation>
    </message>
    <message>
        <source>What starts it</source>
        <translation>Ce qui le démarre</translation>
    </message>
</context>
<context>
    <name>FlowStarts</name>
    <message>
        <source>Flow</source>
        <translation>Flux</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avancement</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Quand</translation>
    </message>
    <message>
        <source>For {recipients}</source>
        <translation>Pour {recipients}</translation>
    </message>
</context>
<context>
    <name>Flows</name>
    <message>
        <source>Flow</source>
        <translation>Flux</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>Mots-clés</translation>
    </message>
    <message>
        <source>Waiting now</source>
        <translation>En attente</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Démarrés</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Terminés</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Modifié</translation>
    </message>
</context>
<context>
    <name>FlowsView</name>
    <message>
        <source>Flows</source>
        <translation>Flux</translation>
    </message>
    <message>
        <source>Import a file</source>
        <translation>Importer un fichier</translation>
    </message>
    <message>
        <source>Add a keyword</source>
        <translation>Ajouter un mot-clé</translation>
    </message>
    <message>
        <source>RapidPro exports (*.json *.json.gz *.zip)</source>
        <translation>Exports RapidPro (*.json *.json.gz *.zip)</translation>
    </message>
    <message>
        <source>A flow is a conversation by SMS. A keyword starts it.</source>
        <translation>Un flux est une conversation par SMS. Un mot-clé la démarre.</translation>
    </message>
    <message>
        <source>No flows yet</source>
        <translation>Pas encore de flux</translation>
    </message>
    <message>
        <source>In RapidPro or TextIt, export your flows to a file. Then choose it here, or drop it on this page.</source>
        <translation>Dans RapidPro ou TextIt, exportez vos flux dans un fichier. Choisissez-le ensuite ici, ou déposez-le sur cette page.</translation>
    </message>
    <message>
        <source>Drop the file here</source>
        <translation>Déposez le fichier ici</translation>
    </message>
    <message>
        <source>You see what is in it before anything is changed.</source>
        <translation>Vous voyez son contenu avant que quoi que ce soit ne change.</translation>
    </message>
    <message>
        <source>An administrator or editor of this workspace imports them.</source>
        <translation>Un administrateur ou un éditeur de cet espace de travail les importe.</translation>
    </message>
    <message>
        <source>Messages without a keyword no longer start “{flow}”.</source>
        <translation>Les messages sans mot-clé ne démarrent plus « {flow} ».</translation>
    </message>
    <message>
        <source>“{word}” no longer starts “{flow}”.</source>
        <translation>« {word} » ne démarre plus « {flow} ».</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>This cannot be undone: in the meantime the same messages start “{flow}”.</source>
        <translation>Impossible d’annuler : entre-temps, les mêmes messages démarrent « {flow} ».</translation>
    </message>
    <message>
        <source>“{flow}” is being started. The screen Broadcasts shows how far it is.</source>
        <translation>« {flow} » démarre. L’écran Diffusions montre où il en est.</translation>
    </message>
    <message>
        <source>Any other message now starts {flow}.</source>
        <translation>Tout autre message démarre maintenant {flow}.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
</context>
<context>
    <name>GroupChoice</name>
    <message>
        <source>Group</source>
        <translation>Groupe</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>Contacts</translation>
    </message>
    <message>
        <source>filling</source>
        <translation>se remplit</translation>
    </message>
</context>
<context>
    <name>HomeView</name>
    <message>
        <source>Home</source>
        <translation>Accueil</translation>
    </message>
    <message>
        <source>Workspace settings</source>
        <translation>Paramètres de l’espace de travail</translation>
    </message>
</context>
<context>
    <name>ImportFlows</name>
    <message>
        <source>Import a file</source>
        <translation>Importer un fichier</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importer</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>Lecture du fichier…</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>En cours</translation>
    </message>
    <message>
        <source>Only what needs a look</source>
        <translation>Seulement ce qui est à vérifier</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>Copier le rapport</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Enregistrer le rapport</translation>
    </message>
    <message>
        <source>Take the import back</source>
        <translation>Annuler l’importation</translation>
    </message>
    <message>
        <source>What is in the file</source>
        <translation>Contenu du fichier</translation>
    </message>
    <message>
        <source>The import goes on. Home tells how it ends.</source>
        <translation>L’importation continue. L’accueil dira comment elle se termine.</translation>
    </message>
    <message>
        <source>This is what importing would do. Nothing is changed yet.</source>
        <translation>Voici ce que ferait l’importation. Rien n’est encore modifié.</translation>
    </message>
    <message>
        <source>The file comes from {site}.</source>
        <translation>Le fichier vient de {site}.</translation>
    </message>
    <message>
        <source>Stop the import</source>
        <translation>Arrêter l’importation</translation>
    </message>
    <message>
        <source>Importing… You can close this; the import goes on.</source>
        <translation>Importation… Vous pouvez fermer ceci ; l’importation continue.</translation>
    </message>
    <message>
        <source>The file is imported. To let people start a flow, add a keyword.</source>
        <translation>Le fichier est importé. Pour que les gens démarrent un flux, ajoutez un mot-clé.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>The import was stopped. Nothing was changed.</source>
        <translation>L’importation a été arrêtée. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>The import is taken back.</source>
        <translation>L’importation est annulée.</translation>
    </message>
    <message>
        <source>What was used or changed since stays.</source>
        <translation>Ce qui a été utilisé ou modifié depuis reste.</translation>
    </message>
    <message>
        <source>The report is copied.</source>
        <translation>Le rapport est copié.</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>Fichiers texte (*.txt)</translation>
    </message>
    <message>
        <source>The report is saved.</source>
        <translation>Le rapport est enregistré.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
</context>
<context>
    <name>ImportLines</name>
    <message>
        <source>What</source>
        <translation>Quoi</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Remarque</translation>
    </message>
</context>
<context>
    <name>LanguageText</name>
    <message>
        <source>Message: {language}</source>
        <translation>Message : {language}</translation>
    </message>
    <message>
        <source>Write the message</source>
        <translation>Écrivez le message</translation>
    </message>
    <message>
        <source>Names and values make it longer or shorter; the next step counts them.</source>
        <translation>Les noms et les valeurs l’allongent ou le raccourcissent ; l’étape suivante les compte.</translation>
    </message>
</context>
<context>
    <name>LateCard</name>
    <message>
        <source>Late reminders</source>
        <translation>Rappels en retard</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Tout afficher</translation>
    </message>
    <message>
        <source>Send all now</source>
        <translation>Tout envoyer maintenant</translation>
    </message>
    <message>
        <source>Skip all</source>
        <translation>Tout laisser de côté</translation>
    </message>
    <message>
        <source>An administrator or editor of this workspace decides this.</source>
        <translation>Un administrateur ou un éditeur de cet espace de travail en décide.</translation>
    </message>
    <message>
        <source>What was decided is being carried out.</source>
        <translation>Ce qui a été décidé est en cours d’exécution.</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>Envoyer maintenant</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Laisser de côté</translation>
    </message>
    <message>
        <source>{action}: {name}</source>
        <translation>{action} : {name}</translation>
    </message>
</context>
<context>
    <name>Letters</name>
    <message>
        <source>What</source>
        <translation>Quoi</translation>
    </message>
    <message>
        <source>About</source>
        <translation>À propos de</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Depuis</translation>
    </message>
    <message>
        <source>Why it failed</source>
        <translation>Pourquoi cela a échoué</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Essais</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
</context>
<context>
    <name>LettersCard</name>
    <message>
        <source>Work that failed</source>
        <translation>Travail qui a échoué</translation>
    </message>
    <message>
        <source>It was tried three times. Often something was missing that is there again, such as room on the disk.</source>
        <translation>Il a été tenté trois fois. Souvent il manquait quelque chose qui est revenu, comme de la place sur le disque.</translation>
    </message>
    <message>
        <source>See each</source>
        <translation>Voir chacun</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>{action}: {name}</source>
        <translation>{action} : {name}</translation>
    </message>
</context>
<context>
    <name>Listening</name>
    <message>
        <source>Network</source>
        <translation>Réseau</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Phones and other PCs reach Outpost at:</source>
        <translation>Les téléphones et les autres PC joignent Outpost à :</translation>
    </message>
</context>
<context>
    <name>MessagePacks</name>
    <message>
        <source>Message packs of {name}</source>
        <translation>Packs de messages de {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Each message pack lets the phone send {parts} SMS parts in {minutes} minutes.</source>
        <translation>Chaque pack de messages permet au téléphone d’envoyer {parts} parties de SMS en {minutes} minutes.</translation>
    </message>
    <message>
        <source>Packs installed</source>
        <translation>Packs installés</translation>
    </message>
    <message>
        <source>The app itself counts as one, each pack app beside it as one more.</source>
        <translation>L’application elle-même compte pour un, et chaque application de pack pour un de plus.</translation>
    </message>
    <message numerus="yes">
        <source>Together: %n SMS parts in {minutes} minutes</source>
        <translation>
            <numerusform>Ensemble : %n partie de SMS en {minutes} minutes</numerusform>
            <numerusform>Ensemble : %n parties de SMS en {minutes} minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageTexts</name>
    <message>
        <source>Insert the first name</source>
        <translation>Insérer le prénom</translation>
    </message>
    <message>
        <source>Who has no text in a language of theirs gets this one.</source>
        <translation>Qui n’a pas de texte dans sa langue reçoit celui-ci.</translation>
    </message>
    <message>
        <source>For contacts whose language is this. Leave it empty, and they get the first one.</source>
        <translation>Pour les contacts dont c’est la langue. Laissé vide, ils reçoivent le premier.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Message</translation>
    </message>
    <message>
        <source>{language}, written</source>
        <translation>{language}, écrit</translation>
    </message>
    <message>
        <source>{language}, empty</source>
        <translation>{language}, vide</translation>
    </message>
</context>
<context>
    <name>MessagesView</name>
    <message>
        <source>Search name, number or text</source>
        <translation>Chercher un nom, un numéro ou un texte</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>Conversations</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Messages</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>Pas encore de messages</translation>
    </message>
    <message>
        <source>As soon as someone writes to one of your phones, the conversation appears here.</source>
        <translation>Dès que quelqu’un écrit à l’un de vos téléphones, la conversation apparaît ici.</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Rien trouvé</translation>
    </message>
    <message>
        <source>Try a shorter word, or part of the number.</source>
        <translation>Essayez un mot plus court, ou une partie du numéro.</translation>
    </message>
    <message>
        <source>Choose a conversation</source>
        <translation>Choisissez une conversation</translation>
    </message>
    <message>
        <source>Messages come in live; you can answer right here.</source>
        <translation>Les messages arrivent en direct ; vous pouvez répondre ici même.</translation>
    </message>
</context>
<context>
    <name>ModemDetails</name>
    <message>
        <source>An office administrator looks after modems.</source>
        <translation>Un administrateur du bureau s’occupe des modems.</translation>
    </message>
    <message>
        <source>The office does not use it yet. “Use this modem” lets its SIM card send and receive SMS.</source>
        <translation>Le bureau ne l’utilise pas encore. « Utiliser ce modem » permet à sa carte SIM d’envoyer et de recevoir des SMS.</translation>
    </message>
    <message>
        <source>one part in {seconds} s</source>
        <translation>une partie en {seconds} s</translation>
    </message>
    <message>
        <source>{taken} of {places}</source>
        <translation>{taken} sur {places}</translation>
    </message>
    <message>
        <source>hung up</source>
        <translation>raccrochés</translation>
    </message>
    <message>
        <source>left ringing</source>
        <translation>on laisse sonner</translation>
    </message>
    <message>
        <source>Enter the PIN</source>
        <translation>Saisir le PIN</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Envoyer à nouveau</translation>
    </message>
    <message>
        <source>Use this modem</source>
        <translation>Utiliser ce modem</translation>
    </message>
    <message>
        <source>Look after it again</source>
        <translation>S’en occuper de nouveau</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Réglages</translation>
    </message>
    <message>
        <source>Workspaces</source>
        <translation>Espaces de travail</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>Parts</translation>
    </message>
    <message>
        <source>Test SMS</source>
        <translation>SMS d’essai</translation>
    </message>
    <message>
        <source>USSD codes</source>
        <translation>Codes USSD</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Solde</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Libérer</translation>
    </message>
    <message>
        <source>Leave alone</source>
        <translation>Laisser</translation>
    </message>
    <message>
        <source>Check the balance</source>
        <translation>Vérifier le solde</translation>
    </message>
    <message>
        <source>Shares and daily limit</source>
        <translation>Parts et limite par jour</translation>
    </message>
    <message>
        <source>Leave this modem alone</source>
        <translation>Laisser ce modem tranquille</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Opérateur</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Réseau</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>Signal</translation>
    </message>
    <message>
        <source>Waiting here for it</source>
        <translation>En attente ici</translation>
    </message>
    <message>
        <source>Sent today</source>
        <translation>Envoyés aujourd’hui</translation>
    </message>
    <message>
        <source>Balance checked</source>
        <translation>Solde vérifié</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>Cadence</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Appels</translation>
    </message>
    <message>
        <source>Places taken in its store</source>
        <translation>Places prises en mémoire</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>SIM card</source>
        <translation>Carte SIM</translation>
    </message>
    <message>
        <source>IMEI</source>
        <translation>IMEI</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Vu</translation>
    </message>
    <message>
        <source>About this modem</source>
        <translation>À propos de ce modem</translation>
    </message>
</context>
<context>
    <name>ModemLog</name>
    <message>
        <source>Log of {name}</source>
        <translation>Journal de {name}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Save to a file…</source>
        <translation>Enregistrer dans un fichier…</translation>
    </message>
    <message>
        <source>What Outpost and the modem said to each other, the newest last. It has numbers and texts of messages in it.</source>
        <translation>Ce qu’Outpost et le modem se sont dit, le plus récent à la fin. On y trouve des numéros et des textes de messages.</translation>
    </message>
    <message>
        <source>The log was saved.</source>
        <translation>Le journal est enregistré.</translation>
    </message>
    <message>
        <source>The log was copied.</source>
        <translation>Le journal est copié.</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>Enregistrer le journal</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>Fichiers texte (*.txt)</translation>
    </message>
</context>
<context>
    <name>ModemLogLines</name>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>By</source>
        <translation>De</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texte</translation>
    </message>
</context>
<context>
    <name>ModemSettings</name>
    <message>
        <source>Settings of {name}</source>
        <translation>Réglages de {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>One SMS part every</source>
        <translation>Une partie SMS toutes les</translation>
    </message>
    <message>
        <source>Hang up on calls</source>
        <translation>Raccrocher les appels</translation>
    </message>
    <message>
        <source>Operators bar SIM cards that send too fast or too much. One part every 6 seconds and 200 a day are safe with most; ask the operator before you set more. A long message has several parts.</source>
        <translation>Les opérateurs bloquent les cartes SIM qui envoient trop vite ou trop. Une partie toutes les 6 secondes et 200 par jour conviennent à la plupart ; demandez à l’opérateur avant d’en régler plus. Un long message a plusieurs parties.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>SMS parts a day</source>
        <translation>Parties SMS par jour</translation>
    </message>
    <message>
        <source>What is over it waits for the next day. Answers count too.</source>
        <translation>Ce qui dépasse attend le lendemain. Les réponses comptent aussi.</translation>
    </message>
    <message>
        <source>Every call is noted and can start a flow. A call that is hung up costs the caller nothing; otherwise it rings until the caller gives up.</source>
        <translation>Chaque appel est noté et peut démarrer un flux. Un appel raccroché ne coûte rien à l’appelant ; sinon il sonne jusqu’à ce que l’appelant renonce.</translation>
    </message>
    <message>
        <source>The limit a day is a number from 1 to {most}.</source>
        <translation>La limite par jour est un nombre de 1 à {most}.</translation>
    </message>
</context>
<context>
    <name>ModemWorkspaces</name>
    <message>
        <source>Workspaces of {name}</source>
        <translation>Espaces de travail de {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Several workspaces can share its SIM card. What comes in goes to the one that it is meant for.</source>
        <translation>Plusieurs espaces de travail peuvent partager sa carte SIM. Ce qui arrive va à celui à qui c’est destiné.</translation>
    </message>
</context>
<context>
    <name>Modems</name>
    <message>
        <source>Modem</source>
        <translation>Modem</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Opérateur</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>Signal</translation>
    </message>
    <message>
        <source>Sent today</source>
        <translation>Envoyés aujourd’hui</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Solde</translation>
    </message>
</context>
<context>
    <name>ModemsCard</name>
    <message>
        <source>Modems need help</source>
        <translation>Des modems ont besoin d’aide</translation>
    </message>
    <message>
        <source>An office administrator looks after modems.</source>
        <translation>Un administrateur du bureau s’occupe des modems.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Envoyer à nouveau</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Voir</translation>
    </message>
    <message>
        <source>{action}: {name}</source>
        <translation>{action} : {name}</translation>
    </message>
</context>
<context>
    <name>ModemsView</name>
    <message>
        <source>Modems</source>
        <translation>Modems</translation>
    </message>
    <message>
        <source>A modem is not shown</source>
        <translation>Un modem n’apparaît pas</translation>
    </message>
    <message>
        <source>USB modems with SIM cards send and receive SMS without a phone.</source>
        <translation>Les modems USB avec carte SIM envoient et reçoivent des SMS sans téléphone.</translation>
    </message>
    <message>
        <source>No modem yet</source>
        <translation>Pas encore de modem</translation>
    </message>
    <message>
        <source>Plug a USB modem with a SIM card into the PC on which Outpost runs. It is shown here within a minute.</source>
        <translation>Branchez un modem USB avec une carte SIM au PC sur lequel Outpost tourne. Il apparaît ici en moins d’une minute.</translation>
    </message>
    <message>
        <source>The network is asked for the balance.</source>
        <translation>Le solde est demandé au réseau.</translation>
    </message>
    <message>
        <source>The office no longer uses its SIM card. What waits for it is not sent ({count}); it can be sent again by another phone or modem. To use this one again, choose “Use this modem”.</source>
        <translation>Le bureau n’utilise plus sa carte SIM. Ce qui l’attend n’est pas envoyé ({count}) ; un autre téléphone ou modem peut le renvoyer. Pour le réutiliser, choisissez « Utiliser ce modem ».</translation>
    </message>
    <message>
        <source>Release {name}?</source>
        <translation>Libérer {name} ?</translation>
    </message>
    <message>
        <source>Release the modem</source>
        <translation>Libérer le modem</translation>
    </message>
</context>
<context>
    <name>NewBroadcast</name>
    <message>
        <source>New broadcast</source>
        <translation>Nouvelle diffusion</translation>
    </message>
    <message>
        <source>Schedule it</source>
        <translation>Programmer</translation>
    </message>
    <message>
        <source>Goes out: {moment}.</source>
        <translation>Part : {moment}.</translation>
    </message>
    <message>
        <source>Goes out first: {moment}. {repeat}.</source>
        <translation>Part d’abord : {moment}. {repeat}.</translation>
    </message>
</context>
<context>
    <name>NextSteps</name>
    <message>
        <source>Next steps</source>
        <translation>Prochaines étapes</translation>
    </message>
    <message>
        <source>Add a phone</source>
        <translation>Ajouter un téléphone</translation>
    </message>
    <message>
        <source>Its SIM card sends and receives your SMS. So does a USB modem.</source>
        <translation>Sa carte SIM envoie et reçoit vos SMS. Un modem USB le fait aussi.</translation>
    </message>
    <message>
        <source>Import a flow</source>
        <translation>Importer un flux</translation>
    </message>
    <message>
        <source>A file that you exported from RapidPro or TextIt.</source>
        <translation>Un fichier que vous avez exporté de RapidPro ou TextIt.</translation>
    </message>
    <message>
        <source>Add a keyword</source>
        <translation>Ajouter un mot-clé</translation>
    </message>
    <message>
        <source>The word that people send to start the flow.</source>
        <translation>Le mot que les gens envoient pour démarrer le flux.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>À faire</translation>
    </message>
</context>
<context>
    <name>Obstacles</name>
    <message>
        <source>What stands in the way</source>
        <translation>Ce qui gêne</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Copier la commande</translation>
    </message>
    <message>
        <source>Copied. An administrator of the PC with the modem types it into a terminal.</source>
        <translation>Copié. Un administrateur du PC où est le modem la saisit dans un terminal.</translation>
    </message>
</context>
<context>
    <name>PhoneDetails</name>
    <message>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <source>Message packs</source>
        <translation>Packs de messages</translation>
    </message>
    <message>
        <source>Shares and daily limit</source>
        <translation>Parts et limite par jour</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Approuver</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Libérer</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>Batterie</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Réseau</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Vu</translation>
    </message>
    <message>
        <source>Next sync</source>
        <translation>Synchro</translation>
    </message>
    <message>
        <source>Waiting here for it</source>
        <translation>En attente ici</translation>
    </message>
    <message>
        <source>Waiting on the phone</source>
        <translation>En attente sur le téléphone</translation>
    </message>
    <message>
        <source>Trying again on the phone</source>
        <translation>Nouvel essai sur le téléphone</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Appareil</translation>
    </message>
    <message>
        <source>App version</source>
        <translation>Version de l’application</translation>
    </message>
    <message>
        <source>Workspaces</source>
        <translation>Espaces de travail</translation>
    </message>
    <message>
        <source>About this phone</source>
        <translation>À propos de ce téléphone</translation>
    </message>
    <message>
        <source>It waits for an office administrator.</source>
        <translation>Il attend un administrateur du bureau.</translation>
    </message>
    <message>
        <source>It registered anew, with a new secret. If someone reinstalled the app here, approve it. If not, release it.</source>
        <translation>Il s’est enregistré à nouveau, avec un nouveau secret. Si quelqu’un a réinstallé l’application ici, approuvez-le. Sinon, libérez-le.</translation>
    </message>
    <message>
        <source>Use “Add a phone” and type the code on its screen.</source>
        <translation>Utilisez « Ajouter un téléphone » et saisissez le code affiché.</translation>
    </message>
    <message>
        <source>Check that it is charged, switched on and in the office Wi-Fi, and that mobile data is off.</source>
        <translation>Vérifiez qu’il est chargé, allumé et dans le Wi-Fi du bureau, et que les données mobiles sont coupées.</translation>
    </message>
    <message>
        <source>Its clock is wrong. Set the time on the phone.</source>
        <translation>Son horloge est fausse. Réglez l’heure sur le téléphone.</translation>
    </message>
    <message>
        <source>Its battery is low. Connect the charger.</source>
        <translation>Sa batterie est faible. Branchez le chargeur.</translation>
    </message>
</context>
<context>
    <name>PhoneEstimates</name>
    <message>
        <source>Phone or modem</source>
        <translation>Téléphone ou modem</translation>
    </message>
    <message>
        <source>SMS</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>Waiting now</source>
        <translation>En attente</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Durée</translation>
    </message>
    <message>
        <source>Done by</source>
        <translation>Terminé à</translation>
    </message>
</context>
<context>
    <name>Phones</name>
    <message>
        <source>Phone</source>
        <translation>Téléphone</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>Batterie</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Réseau</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Vu</translation>
    </message>
    <message>
        <source>Next sync</source>
        <translation>Synchro</translation>
    </message>
    <message>
        <source>To send</source>
        <translation>À envoyer</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>inconnu</translation>
    </message>
</context>
<context>
    <name>PhonesCard</name>
    <message>
        <source>Phones</source>
        <translation>Téléphones</translation>
    </message>
    <message>
        <source>Show phones</source>
        <translation>Voir les téléphones</translation>
    </message>
    <message>
        <source>Phones and modems</source>
        <translation>Téléphones et modems</translation>
    </message>
    <message>
        <source>Show modems</source>
        <translation>Voir les modems</translation>
    </message>
    <message>
        <source>No phone yet. Without one nothing can be sent or received.</source>
        <translation>Pas encore de téléphone. Sans lui, rien ne peut être envoyé ni reçu.</translation>
    </message>
</context>
<context>
    <name>PhonesView</name>
    <message>
        <source>Phones</source>
        <translation>Téléphones</translation>
    </message>
    <message>
        <source>Add a phone</source>
        <translation>Ajouter un téléphone</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Réseau</translation>
    </message>
    <message>
        <source>The office&apos;s phones and their SIM cards send and receive all SMS.</source>
        <translation>Les téléphones du bureau et leurs cartes SIM envoient et reçoivent tous les SMS.</translation>
    </message>
    <message>
        <source>No phone yet</source>
        <translation>Pas encore de téléphone</translation>
    </message>
    <message>
        <source>An office administrator adds the phones.</source>
        <translation>Un administrateur du bureau ajoute les téléphones.</translation>
    </message>
    <message>
        <source>Take an Android phone with a SIM card and the RapidPro relayer app. Adding it takes about five minutes.</source>
        <translation>Prenez un téléphone Android avec une carte SIM et l’application RapidPro relayer. L’ajouter prend environ cinq minutes.</translation>
    </message>
    <message>
        <source>{name} is added. It will report within a few minutes.</source>
        <translation>{name} est ajouté. Il se signalera d’ici quelques minutes.</translation>
    </message>
    <message>
        <source>The phone forgets this office at its next sync. Messages that it holds and has not sent are lost; {count} are waiting for it here. To use it again, you pair it anew.</source>
        <translation>Le téléphone oublie ce bureau à sa prochaine synchronisation. Les messages qu’il détient et n’a pas envoyés sont perdus ; {count} l’attendent ici. Pour le réutiliser, il faudra l’ajouter à nouveau.</translation>
    </message>
    <message>
        <source>Release {name}?</source>
        <translation>Libérer {name} ?</translation>
    </message>
    <message>
        <source>Release the phone</source>
        <translation>Libérer le téléphone</translation>
    </message>
</context>
<context>
    <name>QueuesCard</name>
    <message>
        <source>Work in the engine</source>
        <translation>Travail du moteur</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n en attente</numerusform>
            <numerusform>%n en attente</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing waiting</source>
        <translation>Rien en attente</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) failed for good. Tell whoever looks after Outpost.</source>
        <translation>
            <numerusform>%n tâche a échoué définitivement. Prévenez la personne qui s’occupe d’Outpost.</numerusform>
            <numerusform>%n tâches ont échoué définitivement. Prévenez la personne qui s’occupe d’Outpost.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>You: {name}</source>
        <translation>Vous : {name}</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Accueil</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Messages</translation>
    </message>
    <message>
        <source>Broadcasts</source>
        <translation>Diffusions</translation>
    </message>
    <message>
        <source>Phones</source>
        <translation>Téléphones</translation>
    </message>
    <message>
        <source>Modems</source>
        <translation>Modems</translation>
    </message>
    <message>
        <source>Flows</source>
        <translation>Flux</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Espace de travail</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Comme le système</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Thème</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Workspace settings…</source>
        <translation>Paramètres de l’espace de travail…</translation>
    </message>
    <message>
        <source>Connect another PC…</source>
        <translation>Connecter un autre PC…</translation>
    </message>
    <message>
        <source>Change password…</source>
        <translation>Changer le mot de passe…</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Se déconnecter</translation>
    </message>
    <message>
        <source>Stop Outpost…</source>
        <translation>Arrêter Outpost…</translation>
    </message>
</context>
<context>
    <name>RecipientsBox</name>
    <message>
        <source>Search groups</source>
        <translation>Chercher un groupe</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Groupes</translation>
    </message>
    <message>
        <source>There are no groups yet.</source>
        <translation>Il n’y a pas encore de groupes.</translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>Les omettre</translation>
    </message>
    <message>
        <source>Who is in a flow now</source>
        <translation>Qui est dans un flux</translation>
    </message>
    <message>
        <source>Who was in this flow before</source>
        <translation>Qui a déjà été dans ce flux</translation>
    </message>
    <message>
        <source>Who was not heard of</source>
        <translation>Qui n’a pas donné de nouvelles</translation>
    </message>
    <message>
        <source>Search of contacts</source>
        <translation>Recherche de contacts</translation>
    </message>
    <message>
        <source>age &gt; 18 and district = Gasabo</source>
        <translation>age &gt; 18 and district = Gasabo</translation>
    </message>
    <message>
        <source>Type or paste them, one a line</source>
        <translation>Tapez-les ou collez-les, un par ligne</translation>
    </message>
    <message>
        <source>Phone numbers</source>
        <translation>Numéros de téléphone</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Omettre</translation>
    </message>
    <message>
        <source>Nobody because of long silence</source>
        <translation>Personne en raison d’un long silence</translation>
    </message>
    <message>
        <source>Blocked, stopped and archived contacts never get it.</source>
        <translation>Les contacts bloqués, arrêtés et archivés ne le reçoivent jamais.</translation>
    </message>
    <message>
        <source>Blocked, stopped and archived contacts are never started.</source>
        <translation>Les contacts bloqués, arrêtés et archivés ne sont jamais démarrés.</translation>
    </message>
</context>
<context>
    <name>Rename</name>
    <message>
        <source>Rename the phone</source>
        <translation>Renommer le téléphone</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
</context>
<context>
    <name>ReplyBox</name>
    <message>
        <source>Send</source>
        <translation>Envoyer</translation>
    </message>
    <message>
        <source>Write an answer</source>
        <translation>Écrivez une réponse</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Réponse</translation>
    </message>
    <message>
        <source>Send ({keys})</source>
        <translation>Envoyer ({keys})</translation>
    </message>
    <message>
        <source>Ctrl+Enter sends</source>
        <translation>Ctrl+Entrée pour envoyer</translation>
    </message>
</context>
<context>
    <name>Scheduled</name>
    <message>
        <source>Message</source>
        <translation>Message</translation>
    </message>
    <message>
        <source>Next time</source>
        <translation>Prochaine fois</translation>
    </message>
    <message>
        <source>Repeated</source>
        <translation>Répétée</translation>
    </message>
    <message>
        <source>Sent last</source>
        <translation>Dernier envoi</translation>
    </message>
    <message>
        <source>To {recipients}</source>
        <translation>À {recipients}</translation>
    </message>
</context>
<context>
    <name>ScheduledList</name>
    <message>
        <source>Next time</source>
        <translation>Prochaine fois</translation>
    </message>
    <message>
        <source>Repeated</source>
        <translation>Répétée</translation>
    </message>
    <message>
        <source>Was due</source>
        <translation>Était prévue</translation>
    </message>
    <message>
        <source>Sent last</source>
        <translation>Dernier envoi</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>Langues</translation>
    </message>
    <message>
        <source>By</source>
        <translation>De</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Écrit</translation>
    </message>
    <message>
        <source>About this scheduled broadcast</source>
        <translation>À propos de cette diffusion programmée</translation>
    </message>
    <message>
        <source>Who gets it</source>
        <translation>Qui le reçoit</translation>
    </message>
    <message>
        <source>Take it off the schedule</source>
        <translation>La déprogrammer</translation>
    </message>
    <message>
        <source>Scheduled broadcasts</source>
        <translation>Diffusions programmées</translation>
    </message>
    <message>
        <source>Change it…</source>
        <translation>La modifier…</translation>
    </message>
    <message>
        <source>It is not sent any more. What it sent already stays as it is. This cannot be undone.</source>
        <translation>Elle n’est plus envoyée. Ce qu’elle a déjà envoyé reste comme il est. On ne peut pas revenir en arrière.</translation>
    </message>
    <message>
        <source>Take this off the schedule?</source>
        <translation>Déprogrammer cette diffusion ?</translation>
    </message>
    <message>
        <source>Take it off</source>
        <translation>Déprogrammer</translation>
    </message>
</context>
<context>
    <name>SendTest</name>
    <message>
        <source>Test SMS by {name}</source>
        <translation>SMS d’essai par {name}</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Envoyer</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>A short message goes out at once, before all that waits. Send it to a phone that you have in your hand.</source>
        <translation>Un court message part tout de suite, avant tout ce qui attend. Envoyez-le à un téléphone que vous avez en main.</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Numéro</translation>
    </message>
    <message>
        <source>With + and country code, or as people dial it.</source>
        <translation>Avec + et l’indicatif du pays, ou comme on le compose.</translation>
    </message>
    <message>
        <source>{number}  ·  {time}</source>
        <translation>{number}  ·  {time}</translation>
    </message>
</context>
<context>
    <name>SendingDetails</name>
    <message>
        <source>Progress</source>
        <translation>Avancement</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Omis</translation>
    </message>
</context>
<context>
    <name>SendingDialog</name>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>What you wrote and chose here is not kept.</source>
        <translation>Ce que vous avez écrit et choisi ici n’est pas gardé.</translation>
    </message>
    <message>
        <source>Throw it away</source>
        <translation>Jeter</translation>
    </message>
    <message>
        <source>Throw away what you typed?</source>
        <translation>Jeter ce que vous avez écrit ?</translation>
    </message>
    <message>
        <source>Go on writing</source>
        <translation>Continuer à écrire</translation>
    </message>
    <message>
        <source>What it comes to</source>
        <translation>Ce que cela représente</translation>
    </message>
    <message>
        <source>Nobody is chosen yet.</source>
        <translation>Personne n’est encore choisi.</translation>
    </message>
    <message>
        <source>The engine did not answer in time. Press the button again: it does not go out twice.</source>
        <translation>Le moteur n’a pas répondu à temps. Appuyez de nouveau sur le bouton : rien ne part deux fois.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Comptage…</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Calcul…</translation>
    </message>
</context>
<context>
    <name>SetupForm</name>
    <message>
        <source>Country</source>
        <translation>Pays</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Fuseau horaire</translation>
    </message>
    <message>
        <source>Set up the office</source>
        <translation>Créer le bureau</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Your office</source>
        <translation>Votre bureau</translation>
    </message>
    <message>
        <source>Name of the office</source>
        <translation>Nom du bureau</translation>
    </message>
    <message>
        <source>As people know it, for example: Nyagatare health office.</source>
        <translation>Tel que les gens le connaissent, par exemple : Bureau de santé de Nyagatare.</translation>
    </message>
    <message>
        <source>Phone numbers without country code are taken as numbers of this country.</source>
        <translation>Les numéros sans indicatif sont pris comme des numéros de ce pays.</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrateur</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>Nom d’utilisateur</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
    <message>
        <source>At least 8 characters. Write it down and keep it safe: nobody can look it up.</source>
        <translation>Au moins 8 caractères. Notez-le et gardez-le en lieu sûr : personne ne peut le retrouver.</translation>
    </message>
    <message>
        <source>Password again</source>
        <translation>Mot de passe à nouveau</translation>
    </message>
    <message>
        <source>Set up our office</source>
        <translation>Créer notre bureau</translation>
    </message>
    <message>
        <source>Give the office a name.</source>
        <translation>Donnez un nom au bureau.</translation>
    </message>
    <message>
        <source>Choose the country.</source>
        <translation>Choisissez le pays.</translation>
    </message>
    <message>
        <source>Choose the time zone.</source>
        <translation>Choisissez le fuseau horaire.</translation>
    </message>
    <message>
        <source>Choose a username.</source>
        <translation>Choisissez un nom d’utilisateur.</translation>
    </message>
    <message>
        <source>The password is too short. Use at least 8 characters.</source>
        <translation>Le mot de passe est trop court. Utilisez au moins 8 caractères.</translation>
    </message>
    <message>
        <source>The two passwords differ. Type both again.</source>
        <translation>Les deux mots de passe diffèrent. Saisissez-les à nouveau.</translation>
    </message>
</context>
<context>
    <name>ShareOffice</name>
    <message>
        <source>Connect another PC</source>
        <translation>Connecter un autre PC</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Install Outpost on the other PC, choose “Connect to another PC”, and type this address:</source>
        <translation>Installez Outpost sur l’autre PC, choisissez « Se connecter à un autre PC », et saisissez cette adresse :</translation>
    </message>
    <message>
        <source>It then shows a fingerprint. Go on only if it is this one:</source>
        <translation>Il affiche alors une empreinte. Ne continuez que si c’est celle-ci :</translation>
    </message>
    <message>
        <source>Outpost does not listen to other PCs yet. Choose a network under Phones, “Network”.</source>
        <translation>Outpost n’écoute pas encore les autres PC. Choisissez un réseau sous Téléphones, « Réseau ».</translation>
    </message>
</context>
<context>
    <name>Shares</name>
    <message>
        <source>Shares of {name}</source>
        <translation>Parts de {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>While several workspaces have messages waiting here, they take turns: one with the weight 2 sends twice as many as one with 1. A limit a day keeps back what is over it until the next day; answers count too. A long message has several SMS parts.</source>
        <translation>Tant que plusieurs espaces de travail ont des messages en attente ici, ils passent à tour de rôle : celui qui a le poids 2 en envoie deux fois plus que celui qui a 1. Une limite par jour retient ce qui la dépasse jusqu’au lendemain ; les réponses comptent aussi. Un long message a plusieurs parties SMS.</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Espace de travail</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Poids</translation>
    </message>
    <message>
        <source>SMS parts a day</source>
        <translation>Parties SMS par jour</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Aujourd’hui</translation>
    </message>
    <message>
        <source>Workspaces</source>
        <translation>Espaces de travail</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Sans limite</translation>
    </message>
    <message>
        <source>{waiting} waiting</source>
        <translation>{waiting} en attente</translation>
    </message>
    <message>
        <source>{sent} sent, {waiting}</source>
        <translation>{sent} envoyées, {waiting}</translation>
    </message>
    <message>
        <source>Weight of {name}</source>
        <translation>Poids de {name}</translation>
    </message>
    <message>
        <source>SMS parts a day of {name}</source>
        <translation>Parties SMS par jour de {name}</translation>
    </message>
    <message>
        <source>A limit is a number from 1 to {most}. Leave it empty for no limit.</source>
        <translation>Une limite est un nombre de 1 à {most}. Laissez vide pour ne pas limiter.</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Show</source>
        <translation>Afficher</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>Afficher le mot de passe</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Se connecter</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>Nom d’utilisateur</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Masquer</translation>
    </message>
</context>
<context>
    <name>StartFlow</name>
    <message>
        <source>Start “{flow}”</source>
        <translation>Démarrer « {flow} »</translation>
    </message>
    <message>
        <source>What the flow says before its first question.</source>
        <translation>Ce que le flux dit avant sa première question.</translation>
    </message>
    <message>
        <source>Who is in another flow leaves it.</source>
        <translation>Qui est dans un autre flux le quitte.</translation>
    </message>
</context>
<context>
    <name>StartList</name>
    <message>
        <source>Not started yet</source>
        <translation>Pas encore démarrés</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Démarrés</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Sautés</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Échoué</translation>
    </message>
    <message>
        <source>Messages waiting</source>
        <translation>Messages en attente</translation>
    </message>
    <message>
        <source>Messages on a phone or modem</source>
        <translation>Messages sur un téléphone ou modem</translation>
    </message>
    <message>
        <source>Messages sent</source>
        <translation>Messages envoyés</translation>
    </message>
    <message>
        <source>Messages delivered</source>
        <translation>Messages remis</translation>
    </message>
    <message>
        <source>Messages not sent</source>
        <translation>Messages non envoyés</translation>
    </message>
    <message>
        <source>Messages taken back</source>
        <translation>Messages annulés</translation>
    </message>
    <message>
        <source>By</source>
        <translation>De</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>Demandé</translation>
    </message>
    <message>
        <source>About this start</source>
        <translation>À propos de ce démarrage</translation>
    </message>
    <message>
        <source>Who is started</source>
        <translation>Qui est démarré</translation>
    </message>
    <message>
        <source>Stop this start</source>
        <translation>Arrêter ce démarrage</translation>
    </message>
    <message>
        <source>Flow starts</source>
        <translation>Démarrages de flux</translation>
    </message>
    <message>
        <source>Nobody else is started. Who is in the flow already stays in it, and what it said to them is still sent. This cannot be undone.</source>
        <translation>Personne d’autre n’est démarré. Qui est déjà dans le flux y reste, et ce qu’il leur a dit part quand même. On ne peut pas revenir en arrière.</translation>
    </message>
    <message>
        <source>Stop this start?</source>
        <translation>Arrêter ce démarrage ?</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>Arrêter</translation>
    </message>
</context>
<context>
    <name>TeachBalance</name>
    <message>
        <source>How this operator tells the balance</source>
        <translation>Comment cet opérateur dit le solde</translation>
    </message>
    <message>
        <source>This is the balance</source>
        <translation>C’est le solde</translation>
    </message>
    <message>
        <source>Select the amount in the answer, with the mouse or with Shift and the arrow keys. From then on Outpost reads it by itself, also on other SIM cards of this operator.</source>
        <translation>Sélectionnez le montant dans la réponse, avec la souris ou avec Maj et les flèches. Ensuite Outpost le lit tout seul, aussi sur d’autres cartes SIM de cet opérateur.</translation>
    </message>
    <message>
        <source>Answer to {code}</source>
        <translation>Réponse à {code}</translation>
    </message>
    <message>
        <source>Balance: {amount}</source>
        <translation>Solde : {amount}</translation>
    </message>
    <message>
        <source>Nothing is selected yet.</source>
        <translation>Rien n’est encore sélectionné.</translation>
    </message>
    <message>
        <source>Learnt. “Check the balance” asks for it from now on.</source>
        <translation>Appris. « Vérifier le solde » le demande désormais.</translation>
    </message>
</context>
<context>
    <name>TextCostLine</name>
    <message numerus="yes">
        <source>%n SMS</source>
        <translation>
            <numerusform>%n SMS</numerusform>
            <numerusform>%n SMS</numerusform>
        </translation>
    </message>
    <message>
        <source>{left} characters left</source>
        <translation>{left} caractères restants</translation>
    </message>
</context>
<context>
    <name>Tiles</name>
    <message>
        <source>Received today</source>
        <translation>Reçus aujourd’hui</translation>
    </message>
    <message>
        <source>Sent today</source>
        <translation>Envoyés aujourd’hui</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>En attente d’envoi</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Non envoyés</translation>
    </message>
    <message>
        <source>Not yet answered</source>
        <translation>Sans réponse</translation>
    </message>
    <message>
        <source>In a flow now</source>
        <translation>Dans un flux</translation>
    </message>
</context>
<context>
    <name>ToldCard</name>
    <message>
        <source>News</source>
        <translation>Nouvelles</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>{action}: {name}</source>
        <translation>{action} : {name}</translation>
    </message>
</context>
<context>
    <name>TriggerRow</name>
    <message>
        <source>Archive: {words}</source>
        <translation>Archiver : {words}</translation>
    </message>
    <message>
        <source>Any other message</source>
        <translation>Tout autre message</translation>
    </message>
    <message>
        <source>It has no keyword and answers no flow</source>
        <translation>Il n’a pas de mot-clé et ne répond à aucun flux</translation>
    </message>
    <message>
        <source>No message starts it this way</source>
        <translation>Aucun message ne le démarre ainsi</translation>
    </message>
    <message>
        <source>The message is the keyword alone</source>
        <translation>Le message est le mot-clé seul</translation>
    </message>
    <message>
        <source>The message begins with the keyword</source>
        <translation>Le message commence par le mot-clé</translation>
    </message>
</context>
<context>
    <name>Uncertain</name>
    <message>
        <source>To</source>
        <translation>À</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Message</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Téléphone</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Écrit</translation>
    </message>
</context>
<context>
    <name>UncertainCard</name>
    <message>
        <source>Perhaps sent</source>
        <translation>Peut-être envoyés</translation>
    </message>
    <message>
        <source>Look at them</source>
        <translation>Les voir</translation>
    </message>
    <message>
        <source>Outpost sends nothing twice unasked.</source>
        <translation>Outpost n’envoie rien deux fois sans qu’on le lui demande.</translation>
    </message>
</context>
<context>
    <name>UncertainMessages</name>
    <message>
        <source>Perhaps sent</source>
        <translation>Peut-être envoyés</translation>
    </message>
    <message>
        <source>Messages that were perhaps sent</source>
        <translation>Messages peut-être envoyés</translation>
    </message>
    <message>
        <source>They were sent</source>
        <translation>Ils ont été envoyés</translation>
    </message>
    <message>
        <source>A phone or modem took these messages and never told what became of them. Ask the people, or look at the phone&apos;s own list of sent messages. Who got the message gets it twice if you send it again. Choose with the mouse, or with Shift, Ctrl and the arrow keys.</source>
        <translation>Un téléphone ou modem a pris ces messages et n’a jamais dit ce qu’ils sont devenus. Demandez aux personnes, ou regardez la liste des messages envoyés du téléphone. Qui a déjà le message le reçoit deux fois si vous l’envoyez à nouveau. Choisissez avec la souris, ou avec Maj, Ctrl et les flèches.</translation>
    </message>
    <message>
        <source>A phone or modem took these messages and never told what became of them. An administrator or editor of this workspace decides whether they are sent again.</source>
        <translation>Un téléphone ou modem a pris ces messages et n’a jamais dit ce qu’ils sont devenus. Un administrateur ou un éditeur de cet espace de travail décide s’ils sont renvoyés.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Envoyer à nouveau</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Who got the message already gets it once more.</source>
        <translation>Qui a déjà reçu le message le reçoit encore une fois.</translation>
    </message>
    <message>
        <source>They count as sent from now on, and nobody is asked again. This cannot be taken back.</source>
        <translation>Ils comptent désormais comme envoyés, et la question n’est plus posée. C’est irréversible.</translation>
    </message>
    <message>
        <source>What is left can&apos;t be sent now: no phone reaches these contacts, or they are blocked or stopped.</source>
        <translation>Ce qui reste ne peut pas être envoyé maintenant : aucun téléphone n’atteint ces contacts, ou ils sont bloqués ou arrêtés.</translation>
    </message>
</context>
<context>
    <name>UseModem</name>
    <message>
        <source>Use {name}</source>
        <translation>Utiliser {name}</translation>
    </message>
    <message>
        <source>Use this modem</source>
        <translation>Utiliser ce modem</translation>
    </message>
    <message>
        <source>Its SIM card then sends and receives SMS for the office. A SIM card that was used before, in whatever modem, goes on where it stopped.</source>
        <translation>Sa carte SIM envoie et reçoit alors des SMS pour le bureau. Une carte SIM déjà utilisée, dans n’importe quel modem, reprend où elle s’était arrêtée.</translation>
    </message>
    <message>
        <source>The SIM card&apos;s number</source>
        <translation>Numéro de la carte SIM</translation>
    </message>
    <message>
        <source>With + and country code, or as people dial it.</source>
        <translation>Avec + et l’indicatif du pays, ou comme on le compose.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>For example: Airtel stick, or Reception 2.</source>
        <translation>Par exemple : Clé Airtel, ou Accueil 2.</translation>
    </message>
</context>
<context>
    <name>UssdDialog</name>
    <message>
        <source>USSD codes by {name}</source>
        <translation>Codes USSD par {name}</translation>
    </message>
    <message>
        <source>Dial</source>
        <translation>Composer</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>End the dialogue</source>
        <translation>Terminer le dialogue</translation>
    </message>
    <message>
        <source>This is the balance</source>
        <translation>C’est le solde</translation>
    </message>
    <message>
        <source>Dialogue with the network</source>
        <translation>Dialogue avec le réseau</translation>
    </message>
    <message>
        <source>Your reply</source>
        <translation>Votre réponse</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>Répondre</translation>
    </message>
</context>
<context>
    <name>UssdLines</name>
    <message>
        <source>You</source>
        <translation>Vous</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Réseau</translation>
    </message>
</context>
<context>
    <name>View</name>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Set up our office</source>
        <translation>Créer notre bureau</translation>
    </message>
    <message>
        <source>Name, country and an administrator. It takes two minutes.</source>
        <translation>Nom, pays et un administrateur. Deux minutes suffisent.</translation>
    </message>
    <message>
        <source>Show me the demo office</source>
        <translation>Montrez-moi le bureau de démonstration</translation>
    </message>
    <message>
        <source>A clinic with a pretended phone. Nothing is sent, nothing is kept.</source>
        <translation>Une clinique avec un téléphone simulé. Rien n’est envoyé, rien n’est gardé.</translation>
    </message>
    <message>
        <source>Connect to another PC</source>
        <translation>Se connecter à un autre PC</translation>
    </message>
    <message>
        <source>Welcome to Outpost</source>
        <translation>Bienvenue dans Outpost</translation>
    </message>
    <message>
        <source>SMS surveys and conversations for your office. No internet is needed.</source>
        <translation>Enquêtes et conversations par SMS pour votre bureau. Sans internet.</translation>
    </message>
</context>
<context>
    <name>WhenBox</name>
    <message>
        <source>Send</source>
        <translation>Envoyer</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>Envoyer maintenant</translation>
    </message>
    <message>
        <source>Send at a time</source>
        <translation>Envoyer à une heure</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Jour</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>Répéter</translation>
    </message>
</context>
<context>
    <name>WhyMessage</name>
    <message>
        <source>What became of this message</source>
        <translation>Ce que ce message est devenu</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Un instant…</translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message>
        <source>Nothing to see here with your role</source>
        <translation>Rien à voir ici avec votre rôle</translation>
    </message>
    <message>
        <source>To work in this window, ask an administrator for another role. Surveys are handed in from a phone.</source>
        <translation>Pour travailler dans cette fenêtre, demandez un autre rôle à un administrateur. Les enquêtes sont remises depuis un téléphone.</translation>
    </message>
    <message>
        <source>This is the demo office. Its phone is simulated; everything goes when you close it.</source>
        <translation>Ceci est le bureau de démonstration. Son téléphone est simulé ; tout disparaît à la fermeture.</translation>
    </message>
    <message>
        <source>The engine shows a certificate that is not this office&apos;s. Nothing is sent to it. Ask your administrator.</source>
        <translation>Le moteur présente un certificat qui n’est pas celui de ce bureau. Rien ne lui est envoyé. Demandez à votre administrateur.</translation>
    </message>
    <message>
        <source>The engine does not answer. Outpost starts it again; what you typed is kept.</source>
        <translation>Le moteur ne répond pas. Outpost le relance ; ce que vous avez écrit est conservé.</translation>
    </message>
</context>
<context>
    <name>WorkspaceChoice</name>
    <message>
        <source>Default workspace</source>
        <translation>Espace de travail par défaut</translation>
    </message>
    <message>
        <source>Workspaces that may use it</source>
        <translation>Espaces de travail qui peuvent l’utiliser</translation>
    </message>
    <message>
        <source>It gets the messages that no keyword and no conversation of the others claims.</source>
        <translation>Il reçoit les messages qu’aucun mot-clé ni aucune conversation des autres ne réclame.</translation>
    </message>
</context>
<context>
    <name>WorkspaceSettings</name>
    <message>
        <source>Settings of {name}</source>
        <translation>Paramètres de {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>&amp;Quiet hours: send only answers</source>
        <translation>Heures &amp;calmes : n’envoyer que les réponses</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>Calme à partir de</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>Calme jusqu’à</translation>
    </message>
    <message>
        <source>Late reminders</source>
        <translation>Rappels en retard</translation>
    </message>
    <message>
        <source>Late after</source>
        <translation>En retard après</translation>
    </message>
    <message>
        <source>Ask somebody on Home</source>
        <translation>Demander à quelqu’un sur l’Accueil</translation>
    </message>
    <message>
        <source>Send them late</source>
        <translation>Les envoyer en retard</translation>
    </message>
    <message>
        <source>Skip them</source>
        <translation>Les laisser de côté</translation>
    </message>
    <message>
        <source>Only an administrator of this workspace can change this.</source>
        <translation>Seul un administrateur de cet espace de travail peut changer cela.</translation>
    </message>
    <message>
        <source>Reminders, broadcasts and flow starts of this workspace wait until the quiet hours end. Answers to people who write go out at any time.</source>
        <translation>Les rappels, diffusions et démarrages de flux de cet espace de travail attendent la fin des heures calmes. Les réponses aux personnes qui écrivent partent à toute heure.</translation>
    </message>
    <message>
        <source>&amp;Late reminders</source>
        <translation>&amp;Rappels en retard</translation>
    </message>
    <message>
        <source>What becomes of campaign events and schedules that came up late, because the office was off or its clock wrong.</source>
        <translation>Ce que deviennent les événements de campagne et les planifications arrivés en retard, parce que le bureau était éteint ou son horloge fausse.</translation>
    </message>
    <message>
        <source>Late &amp;after</source>
        <translation>En retard &amp;après</translation>
    </message>
    <message>
        <source>What is later than this is late. What is less late is always sent.</source>
        <translation>Ce qui dépasse ce délai est en retard. Ce qui tarde moins est toujours envoyé.</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>&amp;De</translation>
    </message>
    <message>
        <source>&amp;Until</source>
        <translation>&amp;Jusqu’à</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>Too many wrong attempts. Wait %n minute(s), then try again.</source>
        <translation>
            <numerusform>Trop d’essais incorrects. Attendez %n minute, puis réessayez.</numerusform>
            <numerusform>Trop d’essais incorrects. Attendez %n minutes, puis réessayez.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>il y a %n min</numerusform>
            <numerusform>il y a %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>il y a %n h</numerusform>
            <numerusform>il y a %n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n min</source>
        <translation>
            <numerusform>dans %n min</numerusform>
            <numerusform>dans %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n late reminder(s) now?</source>
        <translation>
            <numerusform>Envoyer maintenant %n rappel en retard ?</numerusform>
            <numerusform>Envoyer maintenant %n rappels en retard ?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Skip %n late reminder(s)?</source>
        <translation>
            <numerusform>Laisser de côté %n rappel en retard ?</numerusform>
            <numerusform>Laisser de côté %n rappels en retard ?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reminder(s) of campaigns go out, one to each contact.</source>
        <translation>
            <numerusform>%n rappel de campagne part.</numerusform>
            <numerusform>%n rappels de campagnes partent, un à chaque contact.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n schedule(s) start now, each for everybody whom it is for.</source>
        <translation>
            <numerusform>%n planification démarre maintenant, pour tous ceux à qui elle est destinée.</numerusform>
            <numerusform>%n planifications démarrent maintenant, chacune pour tous ceux à qui elle est destinée.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reminder(s) will never be sent. What is due later comes as planned.</source>
        <translation>
            <numerusform>%n rappel ne sera jamais envoyé. Ce qui arrive plus tard vient comme prévu.</numerusform>
            <numerusform>%n rappels ne seront jamais envoyés. Ce qui arrive plus tard vient comme prévu.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) were perhaps sent, perhaps not: nobody was told.</source>
        <translation>
            <numerusform>%n message a peut-être été envoyé, peut-être pas : personne ne l’a su.</numerusform>
            <numerusform>%n messages ont peut-être été envoyés, peut-être pas : personne ne l’a su.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n message(s) again?</source>
        <translation>
            <numerusform>Envoyer à nouveau %n message ?</numerusform>
            <numerusform>Envoyer à nouveau %n messages ?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mark %n message(s) as sent?</source>
        <translation>
            <numerusform>Marquer %n message comme envoyé ?</numerusform>
            <numerusform>Marquer %n messages comme envoyés ?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are tried again.</source>
        <translation>
            <numerusform>%n nouvel essai.</numerusform>
            <numerusform>%n nouveaux essais.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of 4 bars</source>
        <translation>
            <numerusform>%n barre sur 4</numerusform>
            <numerusform>%n barres sur 4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had been dealt with by somebody else already, or are gone.</source>
        <translation>
            <numerusform>%n a déjà été réglé par quelqu’un d’autre, ou n’existe plus.</numerusform>
            <numerusform>%n ont déjà été réglés par quelqu’un d’autre, ou n’existent plus.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For %n there is another date meanwhile: nothing of them is sent.</source>
        <translation>
            <numerusform>Pour %n il y a entre-temps une autre date : rien n’en est envoyé.</numerusform>
            <numerusform>Pour %n il y a entre-temps une autre date : rien n’en est envoyé.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n can&apos;t be tried again.</source>
        <translation>
            <numerusform>%n ne peut pas être réessayé.</numerusform>
            <numerusform>%n ne peuvent pas être réessayés.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are dismissed.</source>
        <translation>
            <numerusform>%n classé sans suite.</numerusform>
            <numerusform>%n classés sans suite.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n can&apos;t be dismissed, only tried again.</source>
        <translation>
            <numerusform>%n ne peut pas être classé, seulement réessayé.</numerusform>
            <numerusform>%n ne peuvent pas être classés, seulement réessayés.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dismiss %n piece(s) of work?</source>
        <translation>
            <numerusform>Classer %n travail sans suite ?</numerusform>
            <numerusform>Classer %n travaux sans suite ?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln contact(s)</source>
        <translation>
            <numerusform>%Ln contact</numerusform>
            <numerusform>%Ln contacts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln phone number(s)</source>
        <translation>
            <numerusform>%Ln numéro de téléphone</numerusform>
            <numerusform>%Ln numéros de téléphone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln SMS</source>
        <translation>
            <numerusform>%Ln SMS</numerusform>
            <numerusform>%Ln SMS</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not heard of for %Ln day(s)</source>
        <translation>
            <numerusform>Sans nouvelles depuis %Ln jour</numerusform>
            <numerusform>Sans nouvelles depuis %Ln jours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reaches %Ln contact(s).</source>
        <translation>
            <numerusform>Atteint %Ln contact.</numerusform>
            <numerusform>Atteint %Ln contacts.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reaches %Ln contact(s) or more.</source>
        <translation>
            <numerusform>Atteint au moins %Ln contact.</numerusform>
            <numerusform>Atteint au moins %Ln contacts.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send to %Ln contact(s)</source>
        <translation>
            <numerusform>Envoyer à %Ln contact</numerusform>
            <numerusform>Envoyer à %Ln contacts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln contact(s) can&apos;t be reached: they have no number, or no phone or modem serves them.</source>
        <translation>
            <numerusform>%Ln contact ne peut pas être atteint : il n’a pas de numéro, ou aucun téléphone ni modem ne le sert.</numerusform>
            <numerusform>%Ln contacts ne peuvent pas être atteints : ils n’ont pas de numéro, ou aucun téléphone ni modem ne les sert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min</source>
        <translation>
            <numerusform>%Ln min</numerusform>
            <numerusform>%Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h</source>
        <translation>
            <numerusform>%Ln h</numerusform>
            <numerusform>%Ln h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not sent</source>
        <translation>
            <numerusform>%Ln non envoyé</numerusform>
            <numerusform>%Ln non envoyés</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>%Ln sauté</numerusform>
            <numerusform>%Ln sautés</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln échoué</numerusform>
            <numerusform>%Ln échoués</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start for %Ln contact(s)</source>
        <translation>
            <numerusform>Démarrer pour %Ln contact</numerusform>
            <numerusform>Démarrer pour %Ln contacts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Numbers</name>
    <message numerus="yes">
        <source>While the office was off ({start} to {end}), %n reminder(s) fell due.</source>
        <translation>
            <numerusform>Pendant que le bureau était éteint ({start} à {end}), %n rappel est arrivé à échéance.</numerusform>
            <numerusform>Pendant que le bureau était éteint ({start} à {end}), %n rappels sont arrivés à échéance.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>While the clock was in doubt, %n reminder(s) fell due.</source>
        <translation>
            <numerusform>Pendant que l’horloge était incertaine, %n rappel est arrivé à échéance.</numerusform>
            <numerusform>Pendant que l’horloge était incertaine, %n rappels sont arrivés à échéance.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reminder(s) came up late.</source>
        <translation>
            <numerusform>%n rappel est arrivé en retard.</numerusform>
            <numerusform>%n rappels sont arrivés en retard.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n jour</numerusform>
            <numerusform>%n jours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n heure</numerusform>
            <numerusform>%n heures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>decisions</name>
    <message>
        <source>Campaign</source>
        <translation>Campagne</translation>
    </message>
    <message>
        <source>Flow by a schedule</source>
        <translation>Flux planifié</translation>
    </message>
    <message>
        <source>Scheduled message</source>
        <translation>Message planifié</translation>
    </message>
    <message>
        <source>{kind}, starts {flow}</source>
        <translation>{kind}, démarre {flow}</translation>
    </message>
    <message>
        <source>{kind}. Due since {time}.</source>
        <translation>{kind}. À échéance depuis : {time}.</translation>
    </message>
    <message>
        <source>Phones send them one after the other. This cannot be taken back.</source>
        <translation>Les téléphones les envoient l’un après l’autre. C’est irréversible.</translation>
    </message>
    <message>
        <source>Campaigns and schedules wait. Messages and answers go on.</source>
        <translation>Les campagnes et les planifications attendent. Les messages et les réponses continuent.</translation>
    </message>
    <message>
        <source>What fell due while the office was off is being counted. That takes a moment.</source>
        <translation>Ce qui est arrivé à échéance pendant que le bureau était éteint est en train d’être compté. Cela prend un instant.</translation>
    </message>
    <message>
        <source>Timers of conversations from before wait, too: whoever does not answer is not reminded yet.</source>
        <translation>Les minuteries des conversations d’avant attendent aussi : qui ne répond pas n’est pas encore relancé.</translation>
    </message>
    <message>
        <source>It says {time}.</source>
        <translation>Elle indique : {time}.</translation>
    </message>
    <message>
        <source>The last time that nobody doubts is {time}.</source>
        <translation>Le dernier moment dont personne ne doute : {time}.</translation>
    </message>
    <message>
        <source>{count} messages or more were perhaps sent, perhaps not.</source>
        <translation>{count} messages ou plus ont peut-être été envoyés, peut-être pas.</translation>
    </message>
    <message>
        <source>Messages that came in</source>
        <translation>Messages reçus</translation>
    </message>
    <message>
        <source>Calls and other events</source>
        <translation>Appels et autres événements</translation>
    </message>
    <message>
        <source>Flow starts of single contacts</source>
        <translation>Démarrages de flux de contacts seuls</translation>
    </message>
    <message>
        <source>Timers of conversations</source>
        <translation>Minuteries de conversations</translation>
    </message>
    <message>
        <source>Campaign events</source>
        <translation>Événements de campagne</translation>
    </message>
    <message>
        <source>Flow starts of groups</source>
        <translation>Démarrages de flux de groupes</translation>
    </message>
    <message>
        <source>Broadcasts</source>
        <translation>Diffusions</translation>
    </message>
    <message>
        <source>Other work</source>
        <translation>Autre travail</translation>
    </message>
    <message>
        <source>{count} or more</source>
        <translation>{count} ou plus</translation>
    </message>
    <message>
        <source>{kind}: {count}</source>
        <translation>{kind} : {count}</translation>
    </message>
</context>
<context>
    <name>history</name>
    <message>
        <source>Flow: {name}</source>
        <translation>Flux : {name}</translation>
    </message>
</context>
<context>
    <name>letters</name>
    <message>
        <source>Message that came in</source>
        <translation>Message reçu</translation>
    </message>
    <message>
        <source>Call or other event</source>
        <translation>Appel ou autre événement</translation>
    </message>
    <message>
        <source>Flow start</source>
        <translation>Démarrage de flux</translation>
    </message>
    <message>
        <source>Timer of a conversation</source>
        <translation>Minuterie d’une conversation</translation>
    </message>
    <message>
        <source>Campaign event</source>
        <translation>Événement de campagne</translation>
    </message>
    <message>
        <source>Flow start of a group</source>
        <translation>Démarrage de flux d’un groupe</translation>
    </message>
    <message>
        <source>Broadcast</source>
        <translation>Diffusion</translation>
    </message>
    <message>
        <source>Other work</source>
        <translation>Autre travail</translation>
    </message>
    <message>
        <source>The whole office</source>
        <translation>Tout le bureau</translation>
    </message>
    <message>
        <source>A contact without a name</source>
        <translation>Un contact sans nom</translation>
    </message>
    <message>
        <source>Not known yet who</source>
        <translation>On ne sait pas encore qui</translation>
    </message>
    <message>
        <source>Campaign {name}</source>
        <translation>Campagne {name}</translation>
    </message>
    <message>
        <source>Flow {name}</source>
        <translation>Flux {name}</translation>
    </message>
    <message>
        <source>Nobody noted why.</source>
        <translation>Personne n’a noté pourquoi.</translation>
    </message>
    <message>
        <source>Came in on {name}</source>
        <translation>Arrivé sur {name}</translation>
    </message>
    <message>
        <source>Its phone or modem serves no workspace that could take it. Share it with a workspace, then try again.</source>
        <translation>Son téléphone ou modem ne sert aucun espace de travail qui pourrait le prendre. Partagez-le avec un espace de travail, puis réessayez.</translation>
    </message>
    <message>
        <source>A modem brought a message that nobody can read. The sender has to write again.</source>
        <translation>Un modem a apporté un message que personne ne peut lire. L’expéditeur doit écrire à nouveau.</translation>
    </message>
    <message>
        <source>The program ended in the middle of it, ten times. Look at the PC&apos;s memory and power.</source>
        <translation>Le programme s’est arrêté au milieu, dix fois. Vérifiez la mémoire et le courant du PC.</translation>
    </message>
    <message>
        <source>What it was about is no longer here.</source>
        <translation>Ce dont il s’agissait n’est plus ici.</translation>
    </message>
    <message>
        <source>The PC had no memory left. Close other programs, then try again.</source>
        <translation>Le PC n’avait plus de mémoire. Fermez d’autres programmes, puis réessayez.</translation>
    </message>
    <message>
        <source>The PC could not do it. Look at its disk and network, then try again.</source>
        <translation>Le PC n’a pas pu le faire. Vérifiez son disque et son réseau, puis réessayez.</translation>
    </message>
    <message>
        <source>Outpost has a fault of its own here. Try again; if it stays, show the code to whoever looks after Outpost.</source>
        <translation>Outpost a ici un défaut qui lui est propre. Réessayez ; s’il persiste, montrez le code à la personne qui s’occupe d’Outpost.</translation>
    </message>
    <message>
        <source>The flow can&apos;t be read. Import it anew, then try again.</source>
        <translation>Le flux est illisible. Importez-le à nouveau, puis réessayez.</translation>
    </message>
    <message>
        <source>The conversation can&apos;t go on from where it stood: its flow was changed. Start the flow anew.</source>
        <translation>La conversation ne peut pas reprendre là où elle en était : son flux a été changé. Démarrez le flux à nouveau.</translation>
    </message>
    <message>
        <source>The flow is no longer here. Restore it, then try again.</source>
        <translation>Le flux n’est plus ici. Restaurez-le, puis réessayez.</translation>
    </message>
    <message>
        <source>The contact&apos;s details can&apos;t be read.</source>
        <translation>Les données du contact sont illisibles.</translation>
    </message>
    <message>
        <source>The search that says who gets it can&apos;t be used. Make it anew with another search.</source>
        <translation>La recherche qui dit à qui il va est inutilisable. Refaites-le avec une autre recherche.</translation>
    </message>
    <message>
        <source>No flow gets these messages. Where it is known who wrote, they stand in the inbox and can be answered.</source>
        <translation>Aucun flux ne reçoit ces messages. Quand on sait qui a écrit, ils sont dans la boîte de réception et on peut y répondre.</translation>
    </message>
    <message>
        <source>Nothing starts because of these calls and events.</source>
        <translation>Rien ne démarre à cause de ces appels et événements.</translation>
    </message>
    <message>
        <source>The flow does not start for these contacts.</source>
        <translation>Le flux ne démarre pas pour ces contacts.</translation>
    </message>
    <message>
        <source>Conversations do not go on by themselves; those whose time was over end, and their flow says nothing.</source>
        <translation>Les conversations ne continuent pas d’elles-mêmes ; celles dont le temps était écoulé se terminent, et leur flux ne dit rien.</translation>
    </message>
    <message>
        <source>These contacts do not get what the campaign had for them.</source>
        <translation>Ces contacts ne reçoivent pas ce que la campagne avait pour eux.</translation>
    </message>
    <message>
        <source>The flow does not start for those in the group whose turn had not come.</source>
        <translation>Le flux ne démarre pas pour les membres du groupe dont le tour n’était pas venu.</translation>
    </message>
    <message>
        <source>Those whose turn had not come do not get the broadcast.</source>
        <translation>Ceux dont le tour n’était pas venu ne reçoivent pas la diffusion.</translation>
    </message>
    <message>
        <source>Outpost never tries again. This cannot be taken back.</source>
        <translation>Outpost ne réessaie jamais. C’est irréversible.</translation>
    </message>
    <message>
        <source>Tried again</source>
        <translation>Réessayé</translation>
    </message>
    <message>
        <source>Dismissed</source>
        <translation>Classé sans suite</translation>
    </message>
    <message>
        <source>Can&apos;t be dismissed</source>
        <translation>Ne peut pas être classé</translation>
    </message>
    <message>
        <source>Somebody was faster</source>
        <translation>Quelqu’un a été plus rapide</translation>
    </message>
    <message>
        <source>Another date took its place</source>
        <translation>Une autre date l’a remplacé</translation>
    </message>
    <message>
        <source>Can&apos;t be tried again</source>
        <translation>Ne peut pas être réessayé</translation>
    </message>
    <message>
        <source>Failed again</source>
        <translation>De nouveau échoué</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Échoué</translation>
    </message>
    <message>
        <source>Answered call</source>
        <translation>Appel pris</translation>
    </message>
    <message>
        <source>Missed call</source>
        <translation>Appel manqué</translation>
    </message>
    <message>
        <source>Call made by the phone</source>
        <translation>Appel passé par le téléphone</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Appel</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Nouvelle discussion</translation>
    </message>
    <message>
        <source>Referral</source>
        <translation>Recommandation</translation>
    </message>
    <message>
        <source>Opt-in</source>
        <translation>Consentement</translation>
    </message>
    <message>
        <source>Opt-out</source>
        <translation>Retrait du consentement</translation>
    </message>
    <message>
        <source>The contact did not answer in time</source>
        <translation>Le contact n’a pas répondu à temps</translation>
    </message>
    <message>
        <source>The flow waited to its end</source>
        <translation>Le flux a attendu jusqu’à sa fin</translation>
    </message>
    <message>
        <source>Starting flows</source>
        <translation>Démarrage des flux</translation>
    </message>
    <message>
        <source>Planning campaigns</source>
        <translation>Planification des campagnes</translation>
    </message>
    <message>
        <source>Filling smart groups</source>
        <translation>Remplissage des groupes intelligents</translation>
    </message>
    <message>
        <source>Making contacts searchable</source>
        <translation>Indexation des contacts</translation>
    </message>
    <message>
        <source>Timers of conversations</source>
        <translation>Minuteries de conversations</translation>
    </message>
    <message>
        <source>Handling what came in</source>
        <translation>Traitement de ce qui est reçu</translation>
    </message>
    <message>
        <source>Ending flows of contacts</source>
        <translation>Arrêt des flux de contacts</translation>
    </message>
    <message>
        <source>Schedules</source>
        <translation>Planifications</translation>
    </message>
    <message>
        <source>Campaign events</source>
        <translation>Événements de campagne</translation>
    </message>
    <message>
        <source>Sending broadcasts</source>
        <translation>Envoi des diffusions</translation>
    </message>
    <message>
        <source>Tidying up</source>
        <translation>Rangement</translation>
    </message>
    <message>
        <source>Exports and imports</source>
        <translation>Exports et imports</translation>
    </message>
    <message>
        <source>Making messages searchable</source>
        <translation>Indexation des messages</translation>
    </message>
    <message>
        <source>Deleting contacts</source>
        <translation>Suppression de contacts</translation>
    </message>
    <message>
        <source>Carrying out what was decided about late reminders</source>
        <translation>Exécution de ce qui a été décidé pour les rappels en retard</translation>
    </message>
</context>
<context>
    <name>modems</name>
    <message>
        <source>Left alone</source>
        <translation>Laissé tranquille</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Absent</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Démarre</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Arrêté</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nouveau</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>Sans réseau</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Prêt</translation>
    </message>
    <message>
        <source>Needs the PIN</source>
        <translation>Demande le PIN</translation>
    </message>
    <message>
        <source>Wrong PIN</source>
        <translation>PIN faux</translation>
    </message>
    <message>
        <source>Last PIN try</source>
        <translation>Dernier essai du PIN</translation>
    </message>
    <message>
        <source>Needs the PUK</source>
        <translation>Demande le PUK</translation>
    </message>
    <message>
        <source>No SIM card</source>
        <translation>Pas de carte SIM</translation>
    </message>
    <message>
        <source>SIM card fails</source>
        <translation>Carte SIM en panne</translation>
    </message>
    <message>
        <source>SIM card is busy</source>
        <translation>Carte SIM occupée</translation>
    </message>
    <message>
        <source>Not answering</source>
        <translation>Ne répond pas</translation>
    </message>
    <message>
        <source>Can&apos;t be used</source>
        <translation>Inutilisable</translation>
    </message>
    <message>
        <source>Port is taken</source>
        <translation>Port occupé</translation>
    </message>
    <message>
        <source>Port is gone</source>
        <translation>Port perdu</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>Pas autorisé</translation>
    </message>
    <message>
        <source>Paused: no credit?</source>
        <translation>En pause : crédit ?</translation>
    </message>
    <message>
        <source>Paused: barred?</source>
        <translation>En pause : bloquée ?</translation>
    </message>
    <message>
        <source>Outpost does not touch it. Somebody here uses it for something else.</source>
        <translation>Outpost n’y touche pas. Quelqu’un ici s’en sert pour autre chose.</translation>
    </message>
    <message>
        <source>It is unplugged. Plug it in again; what waits for it is kept.</source>
        <translation>Il est débranché. Rebranchez-le ; ce qui l’attend est gardé.</translation>
    </message>
    <message>
        <source>It is unplugged.</source>
        <translation>Il est débranché.</translation>
    </message>
    <message>
        <source>The SIM card asks for its PIN. Enter it here; Outpost keeps it for later starts.</source>
        <translation>La carte SIM demande son PIN. Saisissez-le ici. Outpost le garde pour les démarrages suivants.</translation>
    </message>
    <message>
        <source>The PIN was wrong. Look it up before you enter it again: after three wrong ones the SIM card locks itself.</source>
        <translation>Le PIN était faux. Vérifiez-le avant de le saisir de nouveau : après trois faux, la carte SIM se bloque.</translation>
    </message>
    <message>
        <source>The SIM card has fewer than two tries left, so Outpost tries no PIN. Put it into a phone, enter the PIN there, and put it back.</source>
        <translation>Il reste moins de deux essais à la carte SIM : Outpost n’essaie donc aucun PIN. Mettez-la dans un téléphone, saisissez-y le PIN et remettez-la.</translation>
    </message>
    <message>
        <source>The SIM card locked itself after wrong PINs. Put it into a phone and enter the PUK there. It stands in the papers of the SIM card; the operator knows it too.</source>
        <translation>La carte SIM s’est bloquée après des PIN faux. Mettez-la dans un téléphone et saisissez-y le PUK. Il figure sur les papiers de la carte SIM ; l’opérateur le connaît aussi.</translation>
    </message>
    <message>
        <source>There is no SIM card in it. Unplug the modem, put the card in, and plug the modem in again.</source>
        <translation>Il n’y a pas de carte SIM dedans. Débranchez le modem, mettez-y la carte et rebranchez-le.</translation>
    </message>
    <message>
        <source>The SIM card does not work. Take it out, wipe its contacts and put it back; try it in a phone.</source>
        <translation>La carte SIM ne marche pas. Sortez-la, essuyez ses contacts et remettez-la ; essayez-la dans un téléphone.</translation>
    </message>
    <message>
        <source>The SIM card is not ready yet. This takes up to half a minute.</source>
        <translation>La carte SIM n’est pas encore prête. Cela prend jusqu’à une demi-minute.</translation>
    </message>
    <message>
        <source>It no longer answers. Unplug it, wait ten seconds and plug it in again, into another USB socket if it stays.</source>
        <translation>Il ne répond plus. Débranchez-le, attendez dix secondes et rebranchez-le, sur une autre prise USB si cela persiste.</translation>
    </message>
    <message>
        <source>It can&apos;t send and receive messages in the way that Outpost needs (PDU mode). Take another modem.</source>
        <translation>Il ne sait pas envoyer et recevoir des messages comme Outpost en a besoin (mode PDU). Prenez un autre modem.</translation>
    </message>
    <message>
        <source>The connection broke. Look whether the plug is loose; Outpost tries again by itself.</source>
        <translation>La connexion est rompue. Vérifiez si la prise est lâche ; Outpost réessaie tout seul.</translation>
    </message>
    <message>
        <source>The network refused three messages running, to three people. Most often the credit is used up. Top it up, then choose “Send again”. What waits is kept.</source>
        <translation>Le réseau a refusé trois messages de suite, à trois personnes. Le plus souvent le crédit est épuisé. Rechargez, puis choisissez « Envoyer à nouveau ». Ce qui attend est gardé.</translation>
    </message>
    <message>
        <source>The network refuses messages of this SIM card. Ask the operator whether it is barred, then choose “Send again”. What waits is kept.</source>
        <translation>Le réseau refuse les messages de cette carte SIM. Demandez à l’opérateur si elle est bloquée, puis choisissez « Envoyer à nouveau ». Ce qui attend est gardé.</translation>
    </message>
    <message>
        <source>ModemManager, a service of Linux for going online, has its port. The script {script} in Outpost&apos;s folder keeps it away from modems of the office. If nobody goes online by a modem here, the command switches it off altogether.</source>
        <translation>ModemManager, un service de Linux pour aller en ligne, occupe son port. Le script {script} du dossier d’Outpost le tient à l’écart des modems du bureau. Si personne ne va en ligne par modem ici, la commande l’arrête tout à fait.</translation>
    </message>
    <message>
        <source>{program} has its port. Close {program}; Outpost then takes the modem by itself.</source>
        <translation>{program} occupe son port. Fermez {program} ; Outpost prend ensuite le modem tout seul.</translation>
    </message>
    <message>
        <source>Another program has its port. Close it; Outpost then takes the modem by itself.</source>
        <translation>Un autre programme occupe son port. Fermez-le ; Outpost prend ensuite le modem tout seul.</translation>
    </message>
    <message>
        <source>The account under which Outpost runs may not use serial ports. Put it into the group dialout, and log out and in again.</source>
        <translation>Le compte sous lequel Outpost tourne n’a pas droit aux ports série. Ajoutez-le au groupe dialout, puis fermez et rouvrez la session.</translation>
    </message>
    <message>
        <source>The SIM card knows no service centre, so that nothing can be sent. Put it into a phone, enter the operator&apos;s service centre in the settings for messages, and put it back.</source>
        <translation>La carte SIM ne connaît aucun centre de service : rien ne peut être envoyé. Mettez-la dans un téléphone, saisissez le centre de service de l’opérateur dans les réglages des messages et remettez-la.</translation>
    </message>
    <message>
        <source>It does not say when a message comes in. Outpost looks by itself, so that messages come a little later.</source>
        <translation>Il ne dit pas quand un message arrive. Outpost regarde lui-même : les messages arrivent un peu plus tard.</translation>
    </message>
    <message>
        <source>It is in no network. Put it nearer to a window, and ask the operator whether the SIM card is active.</source>
        <translation>Il n’est dans aucun réseau. Rapprochez-le d’une fenêtre, et demandez à l’opérateur si la carte SIM est active.</translation>
    </message>
    <message>
        <source>Its store for messages is nearly full. If this stays, unplug it and plug it in again.</source>
        <translation>Sa mémoire de messages est presque pleine. Si cela persiste, débranchez-le et rebranchez-le.</translation>
    </message>
    <message>
        <source>It is in another operator&apos;s network: messages may cost more.</source>
        <translation>Il est dans le réseau d’un autre opérateur : les messages peuvent coûter plus.</translation>
    </message>
    <message>
        <source>In its own network</source>
        <translation>Dans son réseau</translation>
    </message>
    <message>
        <source>Roaming</source>
        <translation>En itinérance</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>Recherche</translation>
    </message>
    <message>
        <source>Refused by the network</source>
        <translation>Refusé par le réseau</translation>
    </message>
    <message>
        <source>In no network</source>
        <translation>Dans aucun réseau</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>{operator}, roaming</source>
        <translation>{operator}, itinérance</translation>
    </message>
    <message>
        <source>{bars}, {power}</source>
        <translation>{bars}, {power}</translation>
    </message>
    <message>
        <source>{sent} of {limit}</source>
        <translation>{sent} sur {limit}</translation>
    </message>
    <message>
        <source>{device} shows itself as a CD drive</source>
        <translation>{device} se présente comme un lecteur de CD</translation>
    </message>
    <message>
        <source>{device} is a network card</source>
        <translation>{device} est une carte réseau</translation>
    </message>
    <message>
        <source>{device} is taken</source>
        <translation>{device} est occupé</translation>
    </message>
    <message>
        <source>{device} may not be used</source>
        <translation>{device} n’est pas autorisé</translation>
    </message>
    <message>
        <source>A stick like this becomes a modem when its driver is there. On Linux install usb-modeswitch, on Windows the maker&apos;s driver from that drive; then unplug the stick and plug it in again.</source>
        <translation>Une clé de ce genre devient un modem quand son pilote est là. Sous Linux installez usb-modeswitch, sous Windows le pilote du fabricant qui est sur ce lecteur ; puis débranchez la clé et rebranchez-la.</translation>
    </message>
    <message>
        <source>It is a HiLink stick: it goes online, but has no serial port by which messages could be sent. Take another stick, or have one who knows how put its other firmware (“stick”) on it.</source>
        <translation>C’est une clé HiLink : elle va en ligne, mais n’a pas de port série par lequel envoyer des messages. Prenez une autre clé, ou faites-y mettre son autre micrologiciel (« stick ») par quelqu’un qui sait le faire.</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Envoi</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Envoyé</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Remis</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Non envoyé</translation>
    </message>
    <message>
        <source>Perhaps sent</source>
        <translation>Peut-être envoyé</translation>
    </message>
    <message>
        <source>The modem has it. This can take up to two minutes.</source>
        <translation>Le modem l’a. Cela peut prendre jusqu’à deux minutes.</translation>
    </message>
    <message>
        <source>The network took it. Whether it arrived is said later, where the operator tells it.</source>
        <translation>Le réseau l’a pris. S’il est arrivé sera dit plus tard, quand l’opérateur le dit.</translation>
    </message>
    <message>
        <source>It arrived on the phone.</source>
        <translation>Il est arrivé sur le téléphone.</translation>
    </message>
    <message>
        <source>The modem gave no clear answer. Look at the phone whether it arrived.</source>
        <translation>Le modem n’a pas donné de réponse claire. Regardez sur le téléphone s’il est arrivé.</translation>
    </message>
    <message>
        <source>The modem refused it without saying why. Try again.</source>
        <translation>Le modem l’a refusé sans dire pourquoi. Réessayez.</translation>
    </message>
    <message>
        <source>The network refused it (error {code}). Ask the operator what this means.</source>
        <translation>Le réseau l’a refusé (erreur {code}). Demandez à l’opérateur ce que cela signifie.</translation>
    </message>
    <message>
        <source>Nobody has this number. Look whether it is right.</source>
        <translation>Personne n’a ce numéro. Vérifiez-le.</translation>
    </message>
    <message>
        <source>The network refuses messages of this SIM card: no credit, or barred. Check the balance.</source>
        <translation>Le réseau refuse les messages de cette carte SIM : pas de crédit, ou bloquée. Vérifiez le solde.</translation>
    </message>
    <message>
        <source>The other phone can&apos;t be reached just now. Try again later.</source>
        <translation>L’autre téléphone est injoignable en ce moment. Réessayez plus tard.</translation>
    </message>
    <message>
        <source>The network is too busy. Try again in some minutes.</source>
        <translation>Le réseau est trop chargé. Réessayez dans quelques minutes.</translation>
    </message>
    <message>
        <source>The SIM card may not send SMS. Ask the operator to allow it.</source>
        <translation>La carte SIM n’a pas droit aux SMS. Demandez à l’opérateur de l’autoriser.</translation>
    </message>
    <message>
        <source>The network does not understand the message.</source>
        <translation>Le réseau ne comprend pas le message.</translation>
    </message>
    <message>
        <source>The modem could not send it. Try again.</source>
        <translation>Le modem n’a pas pu l’envoyer. Réessayez.</translation>
    </message>
    <message>
        <source>The modem does not accept this message.</source>
        <translation>Le modem n’accepte pas ce message.</translation>
    </message>
    <message>
        <source>There is no SIM card in the modem.</source>
        <translation>Il n’y a pas de carte SIM dans le modem.</translation>
    </message>
    <message>
        <source>The SIM card is locked. Enter its PIN.</source>
        <translation>La carte SIM est verrouillée. Saisissez son PIN.</translation>
    </message>
    <message>
        <source>The SIM card does not work. Try it in a phone.</source>
        <translation>La carte SIM ne marche pas. Essayez-la dans un téléphone.</translation>
    </message>
    <message>
        <source>The modem&apos;s store for messages is full or broken. Plug it in anew.</source>
        <translation>La mémoire de messages du modem est pleine ou abîmée. Rebranchez-le.</translation>
    </message>
    <message>
        <source>The SIM card knows no service centre. Set it with a phone; the operator knows its number.</source>
        <translation>La carte SIM ne connaît aucun centre de service. Réglez-le avec un téléphone ; l’opérateur en connaît le numéro.</translation>
    </message>
    <message>
        <source>The modem is in no network. Look at its signal, then try again.</source>
        <translation>Le modem n’est dans aucun réseau. Regardez son signal, puis réessayez.</translation>
    </message>
    <message>
        <source>Type a code of the operator, for example {code} for the balance.</source>
        <translation>Saisissez un code de l’opérateur, par exemple {code} pour le solde.</translation>
    </message>
    <message>
        <source>Waiting for the network. This can take a minute; no messages are sent meanwhile.</source>
        <translation>En attente du réseau. Cela peut prendre une minute ; aucun message n’est envoyé pendant ce temps.</translation>
    </message>
    <message>
        <source>The network waits for your reply.</source>
        <translation>Le réseau attend votre réponse.</translation>
    </message>
    <message>
        <source>The dialogue is over.</source>
        <translation>Le dialogue est terminé.</translation>
    </message>
    <message>
        <source>The network gave no answer. Look whether the code is right, then try again.</source>
        <translation>Le réseau n’a pas répondu. Vérifiez le code, puis réessayez.</translation>
    </message>
    <message>
        <source>Port opened</source>
        <translation>Port ouvert</translation>
    </message>
    <message>
        <source>Port closed</source>
        <translation>Port fermé</translation>
    </message>
    <message>
        <source>Restarted</source>
        <translation>Redémarré</translation>
    </message>
    <message>
        <source>Outpost</source>
        <translation>Outpost</translation>
    </message>
    <message>
        <source>Modem</source>
        <translation>Modem</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
</context>
<context>
    <name>notices</name>
    <message>
        <source>Waiting for your decision: {count}.</source>
        <translation>En attente de votre décision : {count}.</translation>
    </message>
    <message>
        <source>Sent late: {count}.</source>
        <translation>Envoyés en retard : {count}.</translation>
    </message>
    <message>
        <source>Not sent: {count}.</source>
        <translation>Non envoyés : {count}.</translation>
    </message>
    <message>
        <source>The clock of this office is {time} behind what it was before.</source>
        <translation>L’horloge de ce bureau retarde de {time} sur l’heure déjà vue.</translation>
    </message>
    <message>
        <source>The clock of this office leapt ahead by {time}.</source>
        <translation>L’horloge de ce bureau a avancé d’un coup de {time}.</translation>
    </message>
    <message>
        <source>The clock of this office leapt back by {time}.</source>
        <translation>L’horloge de ce bureau a reculé d’un coup de {time}.</translation>
    </message>
    <message>
        <source>Reminders and schedules wait until an office administrator sets it or says that it is right.</source>
        <translation>Les rappels et les planifications attendent qu’un administrateur du bureau la règle ou dise qu’elle est juste.</translation>
    </message>
    <message>
        <source>The flow “{name}” could not start by its schedule.</source>
        <translation>Le flux « {name} » n’a pas pu démarrer à l’heure prévue.</translation>
    </message>
    <message>
        <source>A scheduled message could not be sent.</source>
        <translation>Un message planifié n’a pas pu être envoyé.</translation>
    </message>
    <message>
        <source>The flow is archived.</source>
        <translation>Le flux est archivé.</translation>
    </message>
    <message>
        <source>Everybody whom it was for is gone.</source>
        <translation>Il ne reste aucun destinataire.</translation>
    </message>
    <message>
        <source>Choose its time again ({code}).</source>
        <translation>Choisissez à nouveau son heure ({code}).</translation>
    </message>
    <message>
        <source>The import of “{name}” is done.</source>
        <translation>L’importation de « {name} » est terminée.</translation>
    </message>
    <message>
        <source>The import of “{name}” ended early. The contacts that it wrote stay.</source>
        <translation>L’importation de « {name} » s’est arrêtée avant la fin. Les contacts déjà écrits restent.</translation>
    </message>
    <message>
        <source>The import of “{name}” failed. Nothing was changed.</source>
        <translation>L’importation de « {name} » a échoué. Rien n’a été modifié.</translation>
    </message>
</context>
<context>
    <name>sending</name>
    <message>
        <source>Waiting to begin</source>
        <translation>Attend de commencer</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Envoi</translation>
    </message>
    <message>
        <source>Being stopped</source>
        <translation>Arrêt en cours</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Arrêté</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Échoué</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Non envoyé</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>No messages</source>
        <translation>Aucun message</translation>
    </message>
    <message>
        <source>{sent} sent so far</source>
        <translation>{sent} envoyés jusqu’ici</translation>
    </message>
    <message>
        <source>{sent} of {total} sent</source>
        <translation>{sent} sur {total} envoyés</translation>
    </message>
    <message>
        <source>Everybody whom it was for is gone.</source>
        <translation>Il ne reste aucun destinataire.</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Démarrage</translation>
    </message>
    <message>
        <source>{started} started so far</source>
        <translation>{started} démarrés jusqu’ici</translation>
    </message>
    <message>
        <source>{started} of {total} started</source>
        <translation>{started} sur {total} démarrés</translation>
    </message>
    <message>
        <source>{name}, on schedule</source>
        <translation>{name}, programmée</translation>
    </message>
    <message>
        <source>A flow</source>
        <translation>Un flux</translation>
    </message>
    <message>
        <source>A schedule</source>
        <translation>Un horaire</translation>
    </message>
    <message>
        <source>Search: {query}</source>
        <translation>Recherche : {query}</translation>
    </message>
    <message>
        <source>Blocked, stopped and archived contacts</source>
        <translation>Contacts bloqués, arrêtés et archivés</translation>
    </message>
    <message>
        <source>Who is in a flow</source>
        <translation>Qui est dans un flux</translation>
    </message>
    <message>
        <source>Who was in this flow before</source>
        <translation>Qui a déjà été dans ce flux</translation>
    </message>
    <message>
        <source>Any language</source>
        <translation>Toute langue</translation>
    </message>
    <message>
        <source>Too long: {length} characters. A message may have {most}.</source>
        <translation>Trop long : {length} caractères. Un message peut en avoir {most}.</translation>
    </message>
    <message>
        <source>With {signs} an SMS holds 70 characters, without them 160.</source>
        <translation>Avec {signs} un SMS contient 70 caractères, sans eux 160.</translation>
    </message>
    <message>
        <source>In these letters an SMS holds 70 characters.</source>
        <translation>Dans cette écriture, un SMS contient 70 caractères.</translation>
    </message>
    <message>
        <source>{contacts}, no message</source>
        <translation>{contacts}, aucun message</translation>
    </message>
    <message>
        <source>About {contacts}, {messages}, {sms}</source>
        <translation>Environ {contacts}, {messages}, {sms}</translation>
    </message>
    <message>
        <source>By what waits now it takes about {duration}.</source>
        <translation>D’après ce qui attend maintenant, cela dure environ {duration}.</translation>
    </message>
    <message>
        <source>Not all of it would be sent within sixty days.</source>
        <translation>Tout ne serait pas envoyé en soixante jours.</translation>
    </message>
    <message>
        <source>Sent within a minute</source>
        <translation>Envoyé en une minute</translation>
    </message>
    <message>
        <source>Done by about {moment} ({duration})</source>
        <translation>Terminé vers {moment} ({duration})</translation>
    </message>
    <message>
        <source>Nobody would get it now. Who is there at its time gets it.</source>
        <translation>Personne ne le recevrait maintenant. Qui sera là à l’heure dite le recevra.</translation>
    </message>
    <message>
        <source>Nobody would get it. Go back and choose others.</source>
        <translation>Personne ne le recevrait. Revenez et choisissez-en d’autres.</translation>
    </message>
    <message>
        <source>No phone or modem could send it. Share one with this workspace first, or choose others.</source>
        <translation>Aucun téléphone ni modem ne pourrait l’envoyer. Partagez-en d’abord un avec cet espace de travail, ou choisissez d’autres contacts.</translation>
    </message>
    <message>
        <source>Some would wait for more than seven days, and are then not sent. Write to fewer people.</source>
        <translation>Certains attendraient plus de sept jours et ne seraient alors pas envoyés. Écrivez à moins de personnes.</translation>
    </message>
    <message>
        <source>The flow asks a web service or writes to others before its first question; what then follows is not counted.</source>
        <translation>Le flux interroge un service web ou écrit à d’autres avant sa première question ; ce qui suit n’est pas compté.</translation>
    </message>
    <message>
        <source>Counting took too long and was cut short: it may be more.</source>
        <translation>Le comptage a duré trop longtemps et a été abrégé : il y en a peut-être plus.</translation>
    </message>
    <message>
        <source>{phone} was last heard of: {moment}. Nothing goes while it is away.</source>
        <translation>Dernières nouvelles de {phone} : {moment}. Rien ne part tant qu’il est absent.</translation>
    </message>
    <message>
        <source>not within sixty days</source>
        <translation>pas en soixante jours</translation>
    </message>
    <message>
        <source>One of the groups or contacts is no longer there. Choose again.</source>
        <translation>L’un des groupes ou contacts n’existe plus. Choisissez de nouveau.</translation>
    </message>
    <message>
        <source>No phone numbers: {which}</source>
        <translation>Pas des numéros de téléphone : {which}</translation>
    </message>
    <message>
        <source>There is no contact field “{property}”.</source>
        <translation>Il n’y a pas de champ de contact « {property} ».</translation>
    </message>
    <message>
        <source>“{type}” is nothing that can be searched by.</source>
        <translation>On ne peut pas chercher par « {type} ».</translation>
    </message>
    <message>
        <source>“{value}” is no number.</source>
        <translation>« {value} » n’est pas un nombre.</translation>
    </message>
    <message>
        <source>“{value}” is no date.</source>
        <translation>« {value} » n’est pas une date.</translation>
    </message>
    <message>
        <source>“{value}” is no status of contacts.</source>
        <translation>« {value} » n’est pas un statut de contact.</translation>
    </message>
    <message>
        <source>“{value}” is no code of a language.</source>
        <translation>« {value} » n’est pas un code de langue.</translation>
    </message>
    <message>
        <source>There is no group “{value}”.</source>
        <translation>Il n’y a pas de groupe « {value} ».</translation>
    </message>
    <message>
        <source>There is no flow “{value}”.</source>
        <translation>Il n’y a pas de flux « {value} ».</translation>
    </message>
    <message>
        <source>“{property}” can&apos;t be compared with “{operator}”.</source>
        <translation>« {property} » ne se compare pas avec « {operator} ».</translation>
    </message>
    <message>
        <source>“{property}” can&apos;t be searched for a part with “~”.</source>
        <translation>On ne peut pas chercher une partie de « {property} » avec « ~ ».</translation>
    </message>
    <message>
        <source>Whether “{property}” is set can&apos;t be asked with “{operator}”.</source>
        <translation>On ne peut pas demander avec « {operator} » si « {property} » est renseigné.</translation>
    </message>
    <message>
        <source>This workspace hides addresses, so they can&apos;t be searched by.</source>
        <translation>Cet espace de travail cache les adresses : on ne peut pas chercher par elles.</translation>
    </message>
    <message>
        <source>This search is too long. Make it simpler.</source>
        <translation>Cette recherche est trop longue. Simplifiez-la.</translation>
    </message>
    <message>
        <source>Once</source>
        <translation>Une fois</translation>
    </message>
    <message>
        <source>Every day</source>
        <translation>Chaque jour</translation>
    </message>
    <message>
        <source>Every week</source>
        <translation>Chaque semaine</translation>
    </message>
    <message>
        <source>Every month</source>
        <translation>Chaque mois</translation>
    </message>
    <message>
        <source>Every week: {days}</source>
        <translation>Chaque semaine : {days}</translation>
    </message>
    <message>
        <source>Every month, on day {day}</source>
        <translation>Chaque mois, le {day}</translation>
    </message>
    <message>
        <source>Goes out: {times}</source>
        <translation>Part : {times}</translation>
    </message>
    <message>
        <source>Late: Home asks</source>
        <translation>En retard : voir Accueil</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Programmées</translation>
    </message>
</context>
<context>
    <name>texts</name>
    <message>
        <source>The file is damaged or is not a RapidPro export.</source>
        <translation>Le fichier est abîmé ou n’est pas une exportation RapidPro.</translation>
    </message>
    <message>
        <source>Trouble was found at: {path}</source>
        <translation>Problème trouvé à : {path}</translation>
    </message>
    <message>
        <source>Something went wrong ({code}). Try again; if it stays, restart Outpost.</source>
        <translation>Un problème est survenu ({code}). Réessayez ; s’il persiste, redémarrez Outpost.</translation>
    </message>
    <message>
        <source>{name} is used by: {by}. Take it out there first.</source>
        <translation>{name} est utilisé par : {by}. Retirez-le d’abord de là.</translation>
    </message>
    <message>
        <source>{name} already has this number or address.</source>
        <translation>{name} a déjà ce numéro ou cette adresse.</translation>
    </message>
    <message>
        <source>{alias} is already a name of {path}. Choose another one.</source>
        <translation>{alias} est déjà un nom de {path}. Choisissez-en un autre.</translation>
    </message>
    <message>
        <source>Outpost&apos;s engine does not answer. Wait a moment and try again.</source>
        <translation>Le moteur d’Outpost ne répond pas. Attendez un instant et réessayez.</translation>
    </message>
    <message>
        <source>This PC answers with a certificate that is not this office&apos;s. Nothing was sent. Ask your administrator.</source>
        <translation>Ce PC répond avec un certificat qui n’est pas celui de ce bureau. Rien n’a été envoyé. Demandez à votre administrateur.</translation>
    </message>
    <message>
        <source>The engine could not finish this. Try again; if it stays, restart Outpost.</source>
        <translation>Le moteur n’a pas pu terminer. Réessayez ; si cela persiste, redémarrez Outpost.</translation>
    </message>
    <message>
        <source>This window is older than the engine. Close it, update Outpost and open it again.</source>
        <translation>Cette fenêtre est plus ancienne que le moteur. Fermez-la, mettez Outpost à jour et rouvrez-la.</translation>
    </message>
    <message>
        <source>The window is closing.</source>
        <translation>La fenêtre se ferme.</translation>
    </message>
    <message>
        <source>Something went wrong in this window. Try again; if it stays, restart Outpost.</source>
        <translation>Un problème est survenu dans cette fenêtre. Réessayez ; s’il persiste, redémarrez Outpost.</translation>
    </message>
    <message>
        <source>You have been signed out. Sign in again to go on.</source>
        <translation>Vous avez été déconnecté. Reconnectez-vous pour continuer.</translation>
    </message>
    <message>
        <source>Username or password is wrong. Check both and try again.</source>
        <translation>Nom d’utilisateur ou mot de passe incorrect. Vérifiez les deux et réessayez.</translation>
    </message>
    <message>
        <source>Your role does not allow this. Ask an administrator.</source>
        <translation>Votre rôle ne le permet pas. Demandez à un administrateur.</translation>
    </message>
    <message>
        <source>This is no longer here. Someone may have removed it.</source>
        <translation>Ceci n’existe plus. Quelqu’un l’a peut-être supprimé.</translation>
    </message>
    <message>
        <source>This office is already set up. Sign in instead.</source>
        <translation>Ce bureau est déjà créé. Connectez-vous.</translation>
    </message>
    <message>
        <source>The office can only be set up from the PC on which Outpost runs.</source>
        <translation>Le bureau ne peut être créé que depuis le PC où tourne Outpost.</translation>
    </message>
    <message>
        <source>This contact is blocked, stopped or archived, so nothing can be sent.</source>
        <translation>Ce contact est bloqué, arrêté ou archivé : rien ne peut lui être envoyé.</translation>
    </message>
    <message>
        <source>No phone is waiting with this code. Look at the phone&apos;s screen again: the code may have changed.</source>
        <translation>Aucun téléphone n’attend avec ce code. Regardez à nouveau son écran : le code a pu changer.</translation>
    </message>
    <message>
        <source>This file is not a RapidPro export. Export your flows in RapidPro and choose that file.</source>
        <translation>Ce fichier n’est pas une exportation RapidPro. Exportez vos flux dans RapidPro et choisissez ce fichier.</translation>
    </message>
    <message>
        <source>This file is too large. Export fewer flows at a time.</source>
        <translation>Ce fichier est trop grand. Exportez moins de flux à la fois.</translation>
    </message>
    <message>
        <source>This export is too old. Export the flows again from a current RapidPro.</source>
        <translation>Cette exportation est trop ancienne. Exportez à nouveau depuis un RapidPro actuel.</translation>
    </message>
    <message>
        <source>This export comes from a newer RapidPro than Outpost knows. Update Outpost first.</source>
        <translation>Cette exportation vient d’un RapidPro plus récent que ceux qu’Outpost connaît. Mettez d’abord Outpost à jour.</translation>
    </message>
    <message>
        <source>Others are changing this workspace right now. Try again in a moment.</source>
        <translation>D’autres modifient cet espace de travail en ce moment. Réessayez dans un instant.</translation>
    </message>
    <message>
        <source>This import was already taken back.</source>
        <translation>Cette importation a déjà été annulée.</translation>
    </message>
    <message>
        <source>What was read of this file is no longer kept. Choose the file again.</source>
        <translation>Ce qui a été lu de ce fichier n’est plus conservé. Choisissez de nouveau le fichier.</translation>
    </message>
    <message>
        <source>This file cannot be read as a spreadsheet. Save it again as xlsx or csv and choose that file.</source>
        <translation>Ce fichier ne peut pas être lu comme une feuille de calcul. Enregistrez-le de nouveau en xlsx ou csv et choisissez ce fichier.</translation>
    </message>
    <message>
        <source>This is a spreadsheet of the old kind (xls). Save it as xlsx or csv.</source>
        <translation>C’est une feuille de calcul de l’ancien format (xls). Enregistrez-la en xlsx ou csv.</translation>
    </message>
    <message>
        <source>The letters of this file cannot be told. Save it as xlsx, or as csv in UTF-8.</source>
        <translation>Les caractères de ce fichier ne peuvent pas être reconnus. Enregistrez-le en xlsx, ou en csv avec UTF-8.</translation>
    </message>
    <message>
        <source>The first row must name the columns, one of them “URN:Tel” (or another kind of address) or “Contact UUID”.</source>
        <translation>La première ligne doit nommer les colonnes, dont « URN:Tel » (ou une autre sorte d’adresse) ou « Contact UUID ».</translation>
    </message>
    <message>
        <source>One column&apos;s name cannot be used, or two columns have the same. Look at the first row.</source>
        <translation>Le nom d’une colonne ne peut pas servir, ou deux colonnes ont le même. Regardez la première ligne.</translation>
    </message>
    <message>
        <source>Two rows are about the same contact. Each contact may stand in one row only.</source>
        <translation>Deux lignes concernent le même contact. Chaque contact ne peut figurer que sur une ligne.</translation>
    </message>
    <message>
        <source>This file has more than 25,000 rows. Divide it.</source>
        <translation>Ce fichier a plus de 25 000 lignes. Divisez-le.</translation>
    </message>
    <message>
        <source>This file is too large. Divide it, or remove columns that are not needed.</source>
        <translation>Ce fichier est trop volumineux. Divisez-le, ou retirez les colonnes inutiles.</translation>
    </message>
    <message>
        <source>This workspace hides addresses, so none can be brought in. Use “Contact UUID” to tell who is who.</source>
        <translation>Cet espace de travail cache les adresses, donc aucune ne peut être importée. Utilisez « Contact UUID » pour désigner les contacts.</translation>
    </message>
    <message>
        <source>A field or the group was deleted meanwhile. Choose the file again.</source>
        <translation>Un champ ou le groupe a été supprimé entre-temps. Choisissez de nouveau le fichier.</translation>
    </message>
    <message>
        <source>This was stopped by somebody else.</source>
        <translation>Quelqu’un d’autre a arrêté ceci.</translation>
    </message>
    <message>
        <source>This is too much for one file. Export fewer flows at a time.</source>
        <translation>C’est trop pour un seul fichier. Exportez moins de flux à la fois.</translation>
    </message>
    <message>
        <source>Archive this flow before you delete it.</source>
        <translation>Archivez ce flux avant de le supprimer.</translation>
    </message>
    <message>
        <source>Other flows enter this one. Change them first.</source>
        <translation>D’autres flux entrent dans celui-ci. Modifiez-les d’abord.</translation>
    </message>
    <message>
        <source>Contacts are still in this flow. Wait for them, or take them out first.</source>
        <translation>Des contacts sont encore dans ce flux. Attendez-les, ou sortez-les d’abord.</translation>
    </message>
    <message>
        <source>Outpost&apos;s engine could not be started. Restart this PC and try again.</source>
        <translation>Le moteur d’Outpost n’a pas pu démarrer. Redémarrez ce PC et réessayez.</translation>
    </message>
    <message>
        <source>Outpost is already running on this PC.</source>
        <translation>Outpost tourne déjà sur ce PC.</translation>
    </message>
    <message>
        <source>This PC no longer has that address. Choose another.</source>
        <translation>Ce PC n’a plus cette adresse. Choisissez-en une autre.</translation>
    </message>
    <message>
        <source>Another program on this PC uses Outpost&apos;s port. Close it and start Outpost again.</source>
        <translation>Un autre programme de ce PC utilise le port d’Outpost. Fermez-le et relancez Outpost.</translation>
    </message>
    <message>
        <source>Someone else is working with this contact right now. Try again in a moment.</source>
        <translation>Quelqu’un d’autre travaille avec ce contact en ce moment. Réessayez dans un instant.</translation>
    </message>
    <message>
        <source>Too many windows are open. Close one of them.</source>
        <translation>Trop de fenêtres sont ouvertes. Fermez-en une.</translation>
    </message>
    <message>
        <source>This window and the engine do not understand each other. Update both.</source>
        <translation>Cette fenêtre et le moteur ne se comprennent pas. Mettez les deux à jour.</translation>
    </message>
    <message>
        <source>Other files are being added right now. Try again in a moment.</source>
        <translation>D’autres fichiers sont en cours d’ajout. Réessayez dans un instant.</translation>
    </message>
    <message>
        <source>This has ended already.</source>
        <translation>Ceci est déjà terminé.</translation>
    </message>
    <message>
        <source>This file is no longer kept. Export anew.</source>
        <translation>Ce fichier n’est plus conservé. Exportez de nouveau.</translation>
    </message>
    <message>
        <source>What was to be exported has been deleted meanwhile. Choose again and export anew.</source>
        <translation>Ce qui devait être exporté a été supprimé entre-temps. Choisissez et exportez de nouveau.</translation>
    </message>
    <message>
        <source>A sheet has no room for so many columns. Choose fewer flows, or the format CSV.</source>
        <translation>Une feuille n’a pas assez de place pour tant de colonnes. Choisissez moins de flux, ou le format CSV.</translation>
    </message>
    <message>
        <source>The disk is full. Free some space, then try again.</source>
        <translation>Le disque est plein. Libérez de la place, puis réessayez.</translation>
    </message>
    <message>
        <source>The disk could not be written. Check the disk of the office&apos;s PC, then try again.</source>
        <translation>Impossible d’écrire sur le disque. Vérifiez le disque du PC du bureau, puis réessayez.</translation>
    </message>
    <message>
        <source>The server that holds the queues does not answer. Try again in a moment.</source>
        <translation>Le serveur qui tient les files d’attente ne répond pas. Réessayez dans un instant.</translation>
    </message>
    <message>
        <source>This took so long that it was begun anew elsewhere.</source>
        <translation>Cela a duré si longtemps que le travail a été repris ailleurs.</translation>
    </message>
    <message>
        <source>The office is very busy just now. Try again in a moment.</source>
        <translation>Le bureau est très occupé en ce moment. Réessayez dans un instant.</translation>
    </message>
    <message>
        <source>The office&apos;s database does not answer. Try again in a moment.</source>
        <translation>La base de données du bureau ne répond pas. Réessayez dans un instant.</translation>
    </message>
    <message>
        <source>You cannot do this to your own account. Ask another administrator.</source>
        <translation>Vous ne pouvez pas faire cela à votre propre compte. Demandez à un autre administrateur.</translation>
    </message>
    <message>
        <source>This is the office&apos;s last administrator. Make somebody else an office administrator first.</source>
        <translation>C’est le dernier administrateur du bureau. Nommez d’abord quelqu’un d’autre administrateur du bureau.</translation>
    </message>
    <message>
        <source>This is the office&apos;s last workspace. Create or restore another one first.</source>
        <translation>C’est le dernier espace de travail du bureau. Créez-en ou restaurez-en d’abord un autre.</translation>
    </message>
    <message>
        <source>A phone serves no other workspace. Share the phone with another workspace first.</source>
        <translation>Un téléphone ne sert aucun autre espace de travail. Partagez-le d’abord avec un autre.</translation>
    </message>
    <message>
        <source>Another contact already has this number or address.</source>
        <translation>Un autre contact a déjà ce numéro ou cette adresse.</translation>
    </message>
    <message>
        <source>Flows still use this. Take it out of them first.</source>
        <translation>Des flux utilisent encore ceci. Retirez-le d’abord de ces flux.</translation>
    </message>
    <message>
        <source>This workspace has as many of these as it may. Delete one that nobody needs.</source>
        <translation>Cet espace de travail en a autant que permis. Supprimez-en un dont personne n’a besoin.</translation>
    </message>
    <message>
        <source>Every workspace keeps this topic. It can&apos;t be changed.</source>
        <translation>Chaque espace de travail garde ce sujet. Il ne peut pas être modifié.</translation>
    </message>
    <message>
        <source>This topic still has open tickets. Close them or give them another topic.</source>
        <translation>Ce sujet a encore des tickets ouverts. Fermez-les ou donnez-leur un autre sujet.</translation>
    </message>
    <message>
        <source>This contact already has an open ticket.</source>
        <translation>Ce contact a déjà un ticket ouvert.</translation>
    </message>
    <message>
        <source>This file is no list of places. Use GeoJSON as RapidPro has it, or CSV.</source>
        <translation>Ce fichier n’est pas une liste de lieux. Utilisez GeoJSON comme dans RapidPro, ou CSV.</translation>
    </message>
    <message>
        <source>These files are too large. Unpacked, they may have up to 64 MB.</source>
        <translation>Ces fichiers sont trop volumineux. Décompressés, ils peuvent avoir jusqu’à 64 Mo.</translation>
    </message>
    <message>
        <source>These are too many places. An office can have 50,000 of a country.</source>
        <translation>Il y a trop de lieux. Un bureau peut en avoir 50 000 par pays.</translation>
    </message>
    <message>
        <source>There is no country with its places in this. Add the file that names the country.</source>
        <translation>Il n’y a pas ici de pays avec ses lieux. Ajoutez le fichier qui nomme le pays.</translation>
    </message>
    <message>
        <source>A place beside this one already has that name. Choose another one.</source>
        <translation>Un lieu voisin porte déjà ce nom. Choisissez-en un autre.</translation>
    </message>
    <message>
        <source>The file could not be written there. Choose another place.</source>
        <translation>Le fichier n’a pas pu être écrit à cet endroit. Choisissez-en un autre.</translation>
    </message>
    <message>
        <source>The file could not be read. Copy it to this PC and try again.</source>
        <translation>Le fichier n’a pas pu être lu. Copiez-le sur ce PC et réessayez.</translation>
    </message>
    <message>
        <source>This file is empty.</source>
        <translation>Ce fichier est vide.</translation>
    </message>
    <message>
        <source>This file is too large. Files may have up to 25 MB.</source>
        <translation>Ce fichier est trop volumineux. Les fichiers peuvent avoir jusqu’à 25 Mo.</translation>
    </message>
    <message>
        <source>Files of this kind are not taken. Use a picture, sound, video, PDF or text.</source>
        <translation>Les fichiers de ce type ne sont pas acceptés. Utilisez une image, un son, une vidéo, un PDF ou un texte.</translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation>Écrivez d’abord un message.</translation>
    </message>
    <message>
        <source>The message is too long. Shorten it.</source>
        <translation>Le message est trop long. Raccourcissez-le.</translation>
    </message>
    <message>
        <source>The password is too short. Use at least 8 characters.</source>
        <translation>Le mot de passe est trop court. Utilisez au moins 8 caractères.</translation>
    </message>
    <message>
        <source>The password is too long. Use at most 256 characters.</source>
        <translation>Le mot de passe est trop long. Utilisez au plus 256 caractères.</translation>
    </message>
    <message>
        <source>Choose at least one message.</source>
        <translation>Choisissez au moins un message.</translation>
    </message>
    <message>
        <source>These are too many messages. Choose at most 100.</source>
        <translation>Cela fait trop de messages. Choisissez-en 100 au plus.</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>Ce dossier n’existe pas.</translation>
    </message>
    <message>
        <source>This message is already on its way.</source>
        <translation>Ce message est déjà en route.</translation>
    </message>
    <message>
        <source>This phone no longer waits for approval.</source>
        <translation>Ce téléphone n’attend plus d’approbation.</translation>
    </message>
    <message>
        <source>Choose at least one workspace.</source>
        <translation>Choisissez au moins un espace de travail.</translation>
    </message>
    <message>
        <source>This is not a phone number. Write it as people dial it, or with + and country code.</source>
        <translation>Ce n’est pas un numéro de téléphone. Écrivez-le comme on le compose, ou avec + et l’indicatif.</translation>
    </message>
    <message>
        <source>Give the office a name.</source>
        <translation>Donnez un nom au bureau.</translation>
    </message>
    <message>
        <source>Choose another username: letters, digits, dot or dash.</source>
        <translation>Choisissez un autre nom d’utilisateur : lettres, chiffres, point ou tiret.</translation>
    </message>
    <message>
        <source>Choose the country from the list.</source>
        <translation>Choisissez le pays dans la liste.</translation>
    </message>
    <message>
        <source>Choose the time zone from the list.</source>
        <translation>Choisissez le fuseau horaire dans la liste.</translation>
    </message>
    <message>
        <source>A keyword is one word of letters or digits, at most 16 characters, or one emoji.</source>
        <translation>Un mot-clé est un seul mot de lettres ou chiffres, 16 caractères au plus, ou un seul émoji.</translation>
    </message>
    <message>
        <source>A message cannot start a flow of this type.</source>
        <translation>Un message ne peut pas démarrer un flux de ce type.</translation>
    </message>
    <message>
        <source>A phone has 1 to 10 message packs.</source>
        <translation>Un téléphone a de 1 à 10 packs de messages.</translation>
    </message>
    <message>
        <source>Somebody else already has this username. Choose another one.</source>
        <translation>Quelqu’un d’autre a déjà ce nom d’utilisateur. Choisissez-en un autre.</translation>
    </message>
    <message>
        <source>There is already one with this name. Choose another one.</source>
        <translation>Il y en a déjà un de ce nom. Choisissez-en un autre.</translation>
    </message>
    <message>
        <source>This is too much to search for. Use fewer words.</source>
        <translation>C’est trop à chercher. Utilisez moins de mots.</translation>
    </message>
    <message>
        <source>Choose the role from the list.</source>
        <translation>Choisissez le rôle dans la liste.</translation>
    </message>
    <message>
        <source>Choose how dates are written from the list.</source>
        <translation>Choisissez dans la liste comment les dates sont écrites.</translation>
    </message>
    <message>
        <source>Choose how times are written from the list.</source>
        <translation>Choisissez dans la liste comment les heures sont écrites.</translation>
    </message>
    <message>
        <source>Choose how keywords are compared from the list.</source>
        <translation>Choisissez dans la liste comment les mots-clés sont comparés.</translation>
    </message>
    <message>
        <source>The list has changed. Open it again.</source>
        <translation>La liste a changé. Ouvrez-la de nouveau.</translation>
    </message>
    <message>
        <source>These are too many at once. Choose fewer.</source>
        <translation>C’est trop à la fois. Choisissez-en moins.</translation>
    </message>
    <message>
        <source>Choose at least one flow.</source>
        <translation>Choisissez au moins un flux.</translation>
    </message>
    <message>
        <source>These are too many flows at once. Choose fewer.</source>
        <translation>C’est trop de flux à la fois. Choisissez-en moins.</translation>
    </message>
    <message>
        <source>These are too many fields. Choose fewer.</source>
        <translation>C’est trop de champs. Choisissez-en moins.</translation>
    </message>
    <message>
        <source>These are too many groups. Choose fewer.</source>
        <translation>C’est trop de groupes. Choisissez-en moins.</translation>
    </message>
    <message>
        <source>The last day is before the first. Choose the days again.</source>
        <translation>Le dernier jour précède le premier. Choisissez de nouveau les jours.</translation>
    </message>
    <message>
        <source>Choose at least one contact, group or number.</source>
        <translation>Choisissez au moins un contact, un groupe ou un numéro.</translation>
    </message>
    <message>
        <source>These are too many to name one by one. Put the contacts into a group.</source>
        <translation>Il y en a trop pour les nommer un par un. Mettez les contacts dans un groupe.</translation>
    </message>
    <message>
        <source>One of these is no phone number. Write them as people dial them.</source>
        <translation>L’un de ceux-ci n’est pas un numéro de téléphone. Écrivez-les comme on les compose.</translation>
    </message>
    <message>
        <source>Days are a number from 0 to 3,650.</source>
        <translation>Les jours sont un nombre de 0 à 3 650.</translation>
    </message>
    <message>
        <source>Write the message in the base language first.</source>
        <translation>Écrivez d’abord le message dans la langue de base.</translation>
    </message>
    <message>
        <source>Choose the languages of the message from the list.</source>
        <translation>Choisissez les langues du message dans la liste.</translation>
    </message>
    <message>
        <source>A message can have 10 attachments. Leave some out.</source>
        <translation>Un message peut avoir 10 pièces jointes. Retirez-en.</translation>
    </message>
    <message>
        <source>A message can have 10 quick replies of 64 characters each.</source>
        <translation>Un message peut avoir 10 réponses rapides de 64 caractères chacune.</translation>
    </message>
    <message>
        <source>All of this has been sent already, or it was stopped.</source>
        <translation>Tout cela a déjà été envoyé, ou a été arrêté.</translation>
    </message>
    <message>
        <source>This start is over already.</source>
        <translation>Ce démarrage est déjà terminé.</translation>
    </message>
    <message>
        <source>This contact is no longer in the flow.</source>
        <translation>Ce contact n’est plus dans le flux.</translation>
    </message>
    <message>
        <source>Choose at least one contact.</source>
        <translation>Choisissez au moins un contact.</translation>
    </message>
    <message>
        <source>Choose the status from the list.</source>
        <translation>Choisissez le statut dans la liste.</translation>
    </message>
    <message>
        <source>This search can&apos;t be understood. Correct it and try again.</source>
        <translation>Cette recherche ne peut pas être comprise. Corrigez-la et réessayez.</translation>
    </message>
    <message>
        <source>Choose a folder or a label, not both.</source>
        <translation>Choisissez un dossier ou un libellé, pas les deux.</translation>
    </message>
    <message>
        <source>Names can&apos;t have quotation marks, backslashes or such signs.</source>
        <translation>Les noms ne peuvent pas avoir de guillemets, de barres obliques inverses ou de signes semblables.</translation>
    </message>
    <message>
        <source>The value is too long. Use at most 10,000 characters.</source>
        <translation>La valeur est trop longue. Utilisez au plus 10 000 caractères.</translation>
    </message>
    <message>
        <source>Write a note first.</source>
        <translation>Écrivez d’abord une note.</translation>
    </message>
    <message>
        <source>The note is too long. Use at most 10,000 characters.</source>
        <translation>La note est trop longue. Utilisez au plus 10 000 caractères.</translation>
    </message>
    <message>
        <source>Choose at least one ticket.</source>
        <translation>Choisissez au moins un ticket.</translation>
    </message>
    <message>
        <source>Use small letters, digits, dashes and underscores, at most 50.</source>
        <translation>Utilisez des minuscules, des chiffres, des tirets et des tirets bas, au plus 50.</translation>
    </message>
    <message>
        <source>Write an address that begins with http:// or https://, at most 255 characters.</source>
        <translation>Écrivez une adresse qui commence par http:// ou https://, d’au plus 255 caractères.</translation>
    </message>
    <message>
        <source>This address is already on the list.</source>
        <translation>Cette adresse est déjà sur la liste.</translation>
    </message>
    <message>
        <source>Other names of a place have at most 64 characters, without quotation marks.</source>
        <translation>Les autres noms d’un lieu ont au plus 64 caractères, sans guillemets.</translation>
    </message>
    <message>
        <source>A place can have 25 other names. Leave some out.</source>
        <translation>Un lieu peut avoir 25 autres noms. Retirez-en.</translation>
    </message>
    <message>
        <source>These are too many files at once. Choose fewer.</source>
        <translation>C’est trop de fichiers à la fois. Choisissez-en moins.</translation>
    </message>
    <message>
        <source>This file is no list of message templates. Export them from RapidPro again.</source>
        <translation>Ce fichier n’est pas une liste de modèles de message. Exportez-les de nouveau depuis RapidPro.</translation>
    </message>
    <message>
        <source>Choose the language from the list.</source>
        <translation>Choisissez la langue dans la liste.</translation>
    </message>
    <message>
        <source>Choose at least one language.</source>
        <translation>Choisissez au moins une langue.</translation>
    </message>
    <message>
        <source>These are too many languages. Choose fewer.</source>
        <translation>C’est trop de langues. Choisissez-en moins.</translation>
    </message>
    <message>
        <source>Limits are numbers from 0 to 100,000.</source>
        <translation>Les limites sont des nombres de 0 à 100 000.</translation>
    </message>
    <message>
        <source>Choose a contact field that holds a date.</source>
        <translation>Choisissez un champ de contact qui contient une date.</translation>
    </message>
    <message>
        <source>This is too long before or after the date.</source>
        <translation>C’est trop longtemps avant ou après la date.</translation>
    </message>
    <message>
        <source>Choose an hour from 0 to 23.</source>
        <translation>Choisissez une heure de 0 à 23.</translation>
    </message>
    <message>
        <source>Write a message of at most 640 characters.</source>
        <translation>Écrivez un message d’au plus 640 caractères.</translation>
    </message>
    <message>
        <source>Write the message in the first language.</source>
        <translation>Écrivez le message dans la première langue.</translation>
    </message>
    <message>
        <source>500 broadcasts are scheduled already. Take one off the schedule first.</source>
        <translation>500 diffusions sont déjà programmées. Déprogrammez-en d’abord une.</translation>
    </message>
    <message>
        <source>Choose the days of the week on which it repeats.</source>
        <translation>Choisissez les jours de la semaine où elle se répète.</translation>
    </message>
    <message>
        <source>This time is past. Choose a later one.</source>
        <translation>Cette heure est passée. Choisissez-en une plus tardive.</translation>
    </message>
    <message>
        <source>Choose when it starts and on which days it repeats.</source>
        <translation>Choisissez quand il commence et quels jours il se répète.</translation>
    </message>
    <message>
        <source>Choose from the list what becomes of late reminders.</source>
        <translation>Choisissez dans la liste ce que deviennent les rappels en retard.</translation>
    </message>
    <message>
        <source>Minutes are a number from 0 to 10,080 (a week).</source>
        <translation>Les minutes vont de 0 à 10 080 (une semaine).</translation>
    </message>
    <message>
        <source>This has been decided already.</source>
        <translation>La décision a déjà été prise.</translation>
    </message>
    <message>
        <source>Nobody doubts the clock any more.</source>
        <translation>Plus personne ne doute de l’horloge.</translation>
    </message>
    <message>
        <source>Quiet hours end at another time than they begin. Choose another time.</source>
        <translation>Les heures calmes finissent à une autre heure qu’elles ne commencent. Choisissez une autre heure.</translation>
    </message>
    <message>
        <source>Choose from when to when the quiet hours are.</source>
        <translation>Choisissez le début et la fin des heures calmes.</translation>
    </message>
    <message>
        <source>The time between two parts is 1 to 600 seconds.</source>
        <translation>Le temps entre deux parties est de 1 à 600 secondes.</translation>
    </message>
    <message>
        <source>A PIN has 4 to 8 digits.</source>
        <translation>Un PIN a 4 à 8 chiffres.</translation>
    </message>
    <message>
        <source>A code begins with * or # and ends with #, for example *100#.</source>
        <translation>Un code commence par * ou # et finit par #, par exemple *100#.</translation>
    </message>
    <message>
        <source>Select the amount within the answer.</source>
        <translation>Sélectionnez le montant dans la réponse.</translation>
    </message>
    <message>
        <source>One of these ports is no longer there. Open the list again.</source>
        <translation>L’un de ces ports n’est plus là. Rouvrez la liste.</translation>
    </message>
    <message>
        <source>A weight is a number from 0.1 to 100.</source>
        <translation>Un poids est un nombre de 0,1 à 100.</translation>
    </message>
    <message>
        <source>Tomorrow</source>
        <translation>Demain</translation>
    </message>
    <message>
        <source>A limit a day is a number from 1 to 100,000.</source>
        <translation>Une limite par jour est un nombre de 1 à 100 000.</translation>
    </message>
    <message>
        <source>No phone or modem can reach this contact. Share one with this workspace first.</source>
        <translation>Aucun téléphone ni modem ne peut joindre ce contact. Partagez-en d’abord un avec cet espace de travail.</translation>
    </message>
    <message>
        <source>Another phone or modem already has this number. Release it first.</source>
        <translation>Un autre téléphone ou modem a déjà ce numéro. Libérez-le d’abord.</translation>
    </message>
    <message>
        <source>Messages still wait here for a workspace that you took out. Wait until they are sent.</source>
        <translation>Des messages attendent encore ici pour un espace de travail que vous avez retiré. Attendez qu’ils soient envoyés.</translation>
    </message>
    <message>
        <source>The modem is unplugged or not ready. Look at its state, then try again.</source>
        <translation>Le modem est débranché ou pas prêt. Regardez son état, puis réessayez.</translation>
    </message>
    <message>
        <source>The modem is busy. Try again in a moment.</source>
        <translation>Le modem est occupé. Réessayez dans un instant.</translation>
    </message>
    <message>
        <source>The modem does not know its SIM card yet. Wait until it is ready.</source>
        <translation>Le modem ne connaît pas encore sa carte SIM. Attendez qu’il soit prêt.</translation>
    </message>
    <message>
        <source>The office uses this modem. Release it first.</source>
        <translation>Le bureau utilise ce modem. Libérez-le d’abord.</translation>
    </message>
    <message>
        <source>The SIM card has fewer than two tries left, so nothing was tried. Put it into a phone and enter the PIN there.</source>
        <translation>Il reste moins de deux essais à la carte SIM : rien n’a été essayé. Mettez-la dans un téléphone et saisissez-y le PIN.</translation>
    </message>
    <message>
        <source>The SIM card is locked. Put it into a phone and enter the PUK there.</source>
        <translation>La carte SIM est bloquée. Mettez-la dans un téléphone et saisissez-y le PUK.</translation>
    </message>
    <message>
        <source>The dialogue is over already. Dial the code again.</source>
        <translation>Le dialogue est déjà terminé. Composez de nouveau le code.</translation>
    </message>
    <message>
        <source>Outpost does not know the operator&apos;s answer yet. Dial the code for the balance first.</source>
        <translation>Outpost ne connaît pas encore la réponse de l’opérateur. Composez d’abord le code du solde.</translation>
    </message>
    <message>
        <source>A group cannot be both included and excluded.</source>
        <translation>Un groupe ne peut pas être à la fois inclus et exclu.</translation>
    </message>
    <message>
        <source>Choose at least one group or contact.</source>
        <translation>Choisissez au moins un groupe ou un contact.</translation>
    </message>
    <message>
        <source>One of these is no phone number or address. Write them as people dial them.</source>
        <translation>L’un d’eux n’est ni un numéro ni une adresse. Écrivez-les comme on les compose.</translation>
    </message>
    <message>
        <source>This workspace hides addresses, so that they can&apos;t be changed here.</source>
        <translation>Cet espace de travail masque les adresses : elles ne peuvent pas être modifiées ici.</translation>
    </message>
    <message>
        <source>A contact can have 50 numbers and addresses.</source>
        <translation>Un contact peut avoir 50 numéros et adresses.</translation>
    </message>
    <message>
        <source>One of these fields is no longer there. Open the contact again.</source>
        <translation>L’un de ces champs n’existe plus. Ouvrez de nouveau le contact.</translation>
    </message>
    <message>
        <source>This value is too long. Use at most 640 characters.</source>
        <translation>Cette valeur est trop longue. Utilisez au plus 640 caractères.</translation>
    </message>
    <message>
        <source>You may not change this field. Ask an administrator.</source>
        <translation>Vous ne pouvez pas modifier ce champ. Demandez à un administrateur.</translation>
    </message>
    <message>
        <source>One of these groups is no longer there. Choose again.</source>
        <translation>L’un de ces groupes n’existe plus. Choisissez de nouveau.</translation>
    </message>
    <message>
        <source>A smart group fills itself. Choose a group that people fill.</source>
        <translation>Un groupe intelligent se remplit seul. Choisissez un groupe rempli à la main.</translation>
    </message>
    <message>
        <source>Contacts that are blocked, stopped or archived can&apos;t join groups.</source>
        <translation>Les contacts bloqués, arrêtés ou archivés ne peuvent pas rejoindre de groupe.</translation>
    </message>
    <message>
        <source>A smart group fills itself. Change its query instead.</source>
        <translation>Un groupe intelligent se remplit seul. Modifiez plutôt sa requête.</translation>
    </message>
    <message>
        <source>A smart group fills itself. Leave the contacts out.</source>
        <translation>Un groupe intelligent se remplit seul. N’indiquez pas de contacts.</translation>
    </message>
    <message>
        <source>Write the query of the group first.</source>
        <translation>Écrivez d’abord la requête du groupe.</translation>
    </message>
    <message>
        <source>A smart group can&apos;t ask for ids, status, groups or flows. Leave that out.</source>
        <translation>Un groupe intelligent ne peut pas interroger les identifiants, le statut, les groupes ou les flux. Retirez cela.</translation>
    </message>
    <message>
        <source>People fill this group. Only smart groups have a query.</source>
        <translation>Ce groupe est rempli à la main. Seuls les groupes intelligents ont une requête.</translation>
    </message>
    <message>
        <source>Nothing of this name can stand in a key. Write a key of small letters.</source>
        <translation>Rien de ce nom ne peut former une clé. Écrivez une clé en minuscules.</translation>
    </message>
    <message>
        <source>This word means something else in flows. Choose another key.</source>
        <translation>Ce mot a un autre sens dans les flux. Choisissez une autre clé.</translation>
    </message>
    <message>
        <source>Another field has this key. Choose another one.</source>
        <translation>Un autre champ a cette clé. Choisissez-en une autre.</translation>
    </message>
    <message>
        <source>A key begins with a letter and has small letters, digits and underscores, at most 36.</source>
        <translation>Une clé commence par une lettre et contient des minuscules, des chiffres et des traits de soulignement, 36 au plus.</translation>
    </message>
    <message>
        <source>Choose the type from the list.</source>
        <translation>Choisissez le type dans la liste.</translation>
    </message>
    <message>
        <source>Choose what agents may do from the list.</source>
        <translation>Choisissez dans la liste ce que les agents peuvent faire.</translation>
    </message>
    <message>
        <source>Choose the order from the list.</source>
        <translation>Choisissez l’ordre dans la liste.</translation>
    </message>
    <message>
        <source>Give it a name of at most 64 characters.</source>
        <translation>Donnez-lui un nom de 64 caractères au plus.</translation>
    </message>
    <message>
        <source>This value cannot be used: {field}. Correct it and try again.</source>
        <translation>Cette valeur ne peut pas être utilisée : {field}. Corrigez-la et réessayez.</translation>
    </message>
    <message>
        <source>Perhaps sent</source>
        <translation>Peut-être envoyé</translation>
    </message>
    <message>
        <source>Waiting for a modem</source>
        <translation>En attente d’un modem</translation>
    </message>
    <message>
        <source>Being handled</source>
        <translation>En traitement</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Reçu</translation>
    </message>
    <message>
        <source>Waiting for a phone</source>
        <translation>En attente d’un téléphone</translation>
    </message>
    <message>
        <source>On the phone</source>
        <translation>Sur le téléphone</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Envoyé</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Remis</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Lu</translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation>Nouvel essai</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Non envoyé</translation>
    </message>
    <message>
        <source>This contact has no phone number, so no SMS can reach it.</source>
        <translation>Ce contact n’a pas de numéro de téléphone : aucun SMS ne peut l’atteindre.</translation>
    </message>
    <message>
        <source>The phone tried many times without success.</source>
        <translation>Le téléphone a essayé plusieurs fois sans succès.</translation>
    </message>
    <message>
        <source>It waited for a phone for too long.</source>
        <translation>Il a attendu un téléphone trop longtemps.</translation>
    </message>
    <message>
        <source>A modem has it and has not said yet that it was sent.</source>
        <translation>Un modem l’a et n’a pas encore dit qu’il était envoyé.</translation>
    </message>
    <message>
        <source>A trigger took it, and its flow started.</source>
        <translation>Un déclencheur l&apos;a pris et son flux a démarré.</translation>
    </message>
    <message>
        <source>A trigger took it, but its flow could not start.</source>
        <translation>Un déclencheur l&apos;a pris, mais son flux n&apos;a pas pu démarrer.</translation>
    </message>
    <message>
        <source>The flow that waited for an answer took it.</source>
        <translation>Le flux qui attendait une réponse l&apos;a pris.</translation>
    </message>
    <message>
        <source>No flow took it, so it is in the inbox.</source>
        <translation>Aucun flux ne l&apos;a pris : il est dans la boîte de réception.</translation>
    </message>
    <message>
        <source>No trigger took it, so nothing started.</source>
        <translation>Aucun déclencheur ne l&apos;a pris : rien n&apos;a démarré.</translation>
    </message>
    <message>
        <source>It was only noted.</source>
        <translation>Il a seulement été noté.</translation>
    </message>
    <message>
        <source>The contact is blocked, so it went to the archive.</source>
        <translation>Le contact est bloqué : il est allé aux archives.</translation>
    </message>
    <message>
        <source>It is still to be handled.</source>
        <translation>Il reste à traiter.</translation>
    </message>
    <message>
        <source>It failed again and again and was given up.</source>
        <translation>Il a échoué à plusieurs reprises et a été abandonné.</translation>
    </message>
    <message>
        <source>It failed again and again, and somebody dismissed it.</source>
        <translation>Il a échoué plusieurs fois de suite, et quelqu’un l’a classé sans suite.</translation>
    </message>
    <message>
        <source>Nobody noted how it came in.</source>
        <translation>Personne n&apos;a noté comment il est arrivé.</translation>
    </message>
    <message>
        <source>It still waits to be sent.</source>
        <translation>Il attend encore d&apos;être envoyé.</translation>
    </message>
    <message>
        <source>A phone has it and has not said yet that it was sent.</source>
        <translation>Un téléphone l&apos;a reçu et n&apos;a pas encore dit qu&apos;il l&apos;a envoyé.</translation>
    </message>
    <message>
        <source>Nobody knows whether it was sent.</source>
        <translation>Personne ne sait s&apos;il a été envoyé.</translation>
    </message>
    <message>
        <source>It was sent.</source>
        <translation>Il a été envoyé.</translation>
    </message>
    <message>
        <source>It arrived.</source>
        <translation>Il est arrivé.</translation>
    </message>
    <message>
        <source>It failed.</source>
        <translation>Il a échoué.</translation>
    </message>
    <message>
        <source>It was deleted.</source>
        <translation>Il a été supprimé.</translation>
    </message>
    <message>
        <source>It is planned.</source>
        <translation>C&apos;est prévu.</translation>
    </message>
    <message>
        <source>It was due and waits for somebody&apos;s word.</source>
        <translation>L&apos;heure est passée ; il attend la décision de quelqu&apos;un.</translation>
    </message>
    <message>
        <source>It came about.</source>
        <translation>C&apos;est fait.</translation>
    </message>
    <message>
        <source>It was left out.</source>
        <translation>Il a été omis.</translation>
    </message>
    <message>
        <source>It is not planned for this contact.</source>
        <translation>Ce n&apos;est pas prévu pour ce contact.</translation>
    </message>
    <message>
        <source>It is just being planned.</source>
        <translation>La planification est en cours.</translation>
    </message>
    <message>
        <source>It rests.</source>
        <translation>Il est en pause.</translation>
    </message>
    <message>
        <source>It will not come again.</source>
        <translation>Il ne reviendra plus.</translation>
    </message>
    <message>
        <source>It is switched off.</source>
        <translation>Il est désactivé.</translation>
    </message>
    <message>
        <source>Expected: {time}.</source>
        <translation>Prévu : {time}.</translation>
    </message>
    <message>
        <source>It was given up: {error}. It can be handled again from the list of failed work.</source>
        <translation>Il a été abandonné : {error}. Il peut être traité de nouveau depuis la liste des travaux échoués.</translation>
    </message>
    <message>
        <source>It was given up: {error}. Somebody dismissed it: no flow gets it any more.</source>
        <translation>Il a été abandonné : {error}. Quelqu’un l’a classé sans suite : plus aucun flux ne le reçoit.</translation>
    </message>
    <message>
        <source>the program ended in the middle of it, again and again</source>
        <translation>le programme s’est arrêté au milieu, encore et encore</translation>
    </message>
    <message>
        <source>A message came in on {channel}.</source>
        <translation>Un message est arrivé sur {channel}.</translation>
    </message>
    <message>
        <source>On {channel}: {event}.</source>
        <translation>Sur {channel} : {event}.</translation>
    </message>
    <message>
        <source>Its phone serves only this workspace.</source>
        <translation>Son téléphone ne sert que cet espace de travail.</translation>
    </message>
    <message>
        <source>Its first word is a keyword of this workspace.</source>
        <translation>Son premier mot est un mot-clé de cet espace de travail.</translation>
    </message>
    <message>
        <source>This workspace has a trigger for it.</source>
        <translation>Cet espace de travail a un déclencheur pour cela.</translation>
    </message>
    <message>
        <source>A flow of this workspace waited for an answer from this number.</source>
        <translation>Un flux de cet espace de travail attendait une réponse de ce numéro.</translation>
    </message>
    <message>
        <source>This workspace talked with this number last.</source>
        <translation>Cet espace de travail a parlé à ce numéro en dernier.</translation>
    </message>
    <message>
        <source>Nothing else told whose it is; this workspace is the phone&apos;s default.</source>
        <translation>Rien d&apos;autre n&apos;indiquait à qui il revient ; cet espace de travail est celui par défaut du téléphone.</translation>
    </message>
    <message>
        <source>Another workspace had the same claim. Staff should look at it.</source>
        <translation>Un autre espace de travail y avait autant droit. À vérifier par l&apos;équipe.</translation>
    </message>
    <message>
        <source>Its phone serves no workspace.</source>
        <translation>Son téléphone ne sert aucun espace de travail.</translation>
    </message>
    <message>
        <source>It could not be handled; it is tried again. Tries so far: {count} ({error}).</source>
        <translation>Il n&apos;a pas pu être traité ; un nouvel essai suivra. Essais : {count} ({error}).</translation>
    </message>
    <message>
        <source>It was given up. Tries: {count} ({error}). It can be handled again from the list of failed work.</source>
        <translation>Il a été abandonné. Essais : {count} ({error}). Il peut être repris depuis la liste du travail échoué.</translation>
    </message>
    <message>
        <source>It was given up. Tries: {count} ({error}). Somebody dismissed it: no flow gets it any more.</source>
        <translation>Il a été abandonné. Essais : {count} ({error}). Quelqu’un l’a classé sans suite : plus aucun flux ne le reçoit.</translation>
    </message>
    <message>
        <source>Its sender is no number that can be answered.</source>
        <translation>Son expéditeur n&apos;est pas un numéro auquel on peut répondre.</translation>
    </message>
    <message>
        <source>The contact is blocked, so no flow starts.</source>
        <translation>Le contact est bloqué : aucun flux ne démarre.</translation>
    </message>
    <message>
        <source>This was not a call to us, so no trigger looks at it.</source>
        <translation>Ce n&apos;était pas un appel vers nous : aucun déclencheur ne le regarde.</translation>
    </message>
    <message>
        <source>The trigger “{trigger}” took it: {flow}.</source>
        <translation>Le déclencheur « {trigger} » l&apos;a pris : {flow}.</translation>
    </message>
    <message>
        <source>The flow {flow} could not start ({error}).</source>
        <translation>Le flux {flow} n&apos;a pas pu démarrer ({error}).</translation>
    </message>
    <message>
        <source>The contact was in the flow {flow}, which took it as an answer.</source>
        <translation>Le contact était dans le flux {flow}, qui l&apos;a pris comme réponse.</translation>
    </message>
    <message>
        <source>The flow that waited could not go on ({error}).</source>
        <translation>Le flux qui attendait n&apos;a pas pu continuer ({error}).</translation>
    </message>
    <message>
        <source>No trigger took it, and no flow waited for it.</source>
        <translation>Aucun déclencheur ne l&apos;a pris et aucun flux ne l&apos;attendait.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: “{keyword}” is not the first word.</source>
        <translation>« {trigger} » ({flow}) : non, « {keyword} » n&apos;est pas le premier mot.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: “{keyword}” is not the only word.</source>
        <translation>« {trigger} » ({flow}) : non, « {keyword} » n&apos;est pas le seul mot.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: it is only for {channel}.</source>
        <translation>« {trigger} » ({flow}) : non, il ne vaut que pour {channel}.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: it is only for the referrer {referrer}.</source>
        <translation>« {trigger} » ({flow}) : non, il ne vaut que pour le référent {referrer}.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: the contact is in none of its groups ({groups}).</source>
        <translation>« {trigger} » ({flow}) : non, le contact n&apos;est dans aucun de ses groupes ({groups}).</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: it leaves out the contact&apos;s group ({groups}).</source>
        <translation>« {trigger} » ({flow}) : non, il exclut le groupe du contact ({groups}).</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: it is in the archive.</source>
        <translation>« {trigger} » ({flow}) : non, il est archivé.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: it was made later.</source>
        <translation>« {trigger} » ({flow}) : non, il a été créé plus tard.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) would take it today, but did not then: it or the contact was changed since.</source>
        <translation>« {trigger} » ({flow}) le prendrait aujourd&apos;hui, mais pas alors : lui ou le contact a changé depuis.</translation>
    </message>
    <message>
        <source>“{trigger}” did not: its flow {flow} is in the archive.</source>
        <translation>« {trigger} » : non, son flux {flow} est archivé.</translation>
    </message>
    <message>
        <source>“{trigger}” did not: {flow} is a flow for calls, and phones of the office carry none.</source>
        <translation>« {trigger} » : non, {flow} est un flux vocal, et les téléphones du bureau n&apos;en font pas.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: the contact was in {waiting}, which takes every message as an answer.</source>
        <translation>« {trigger} » ({flow}) : non, le contact était dans {waiting}, qui prend tout message comme réponse.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: the contact was in {waiting}, which goes first.</source>
        <translation>« {trigger} » ({flow}) : non, le contact était dans {waiting}, qui passe d&apos;abord.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: a keyword goes first.</source>
        <translation>« {trigger} » ({flow}) : non, un mot-clé passe d&apos;abord.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: the other one is more exact.</source>
        <translation>« {trigger} » ({flow}) : non, l&apos;autre est plus précis.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: the other one fits as well and is older.</source>
        <translation>« {trigger} » ({flow}) : non, l&apos;autre convient aussi et est plus ancien.</translation>
    </message>
    <message>
        <source>Triggers whose keywords it does not contain: {count}.</source>
        <translation>Déclencheurs dont il ne contient pas les mots-clés : {count}.</translation>
    </message>
    <message>
        <source>This workspace has no trigger for it.</source>
        <translation>Cet espace de travail n&apos;a pas de déclencheur pour cela.</translation>
    </message>
    <message>
        <source>The flow {flow} made it.</source>
        <translation>Le flux {flow} l&apos;a créé.</translation>
    </message>
    <message>
        <source>{name} wrote it.</source>
        <translation>{name} l&apos;a écrit.</translation>
    </message>
    <message>
        <source>It is part of a broadcast.</source>
        <translation>Il fait partie d&apos;une diffusion.</translation>
    </message>
    <message>
        <source>It was handed to {channel}.</source>
        <translation>Il a été remis à {channel}.</translation>
    </message>
    <message>
        <source>{channel} sent it.</source>
        <translation>{channel} l&apos;a envoyé.</translation>
    </message>
    <message>
        <source>{channel} heard that it arrived.</source>
        <translation>{channel} a appris qu&apos;il est arrivé.</translation>
    </message>
    <message>
        <source>{channel} could not send it.</source>
        <translation>{channel} n&apos;a pas pu l&apos;envoyer.</translation>
    </message>
    <message>
        <source>{channel} never told what became of it.</source>
        <translation>{channel} n&apos;a jamais dit ce qu&apos;il est devenu.</translation>
    </message>
    <message>
        <source>Part {part} of {parts} was not taken. {reason}</source>
        <translation>La partie {part} sur {parts} n’a pas été acceptée. {reason}</translation>
    </message>
    <message>
        <source>Tries that failed: {count}.</source>
        <translation>Essais échoués : {count}.</translation>
    </message>
    <message>
        <source>It failed for good. {reason}</source>
        <translation>Échec définitif. {reason}</translation>
    </message>
    <message>
        <source>Its phone never told what became of it. Nobody sends it again unasked.</source>
        <translation>Son téléphone n&apos;a jamais dit ce qu&apos;il est devenu. Personne ne le renvoie sans demande.</translation>
    </message>
    <message>
        <source>The phone has it and sends it when its turn comes.</source>
        <translation>Le téléphone l&apos;a et l&apos;enverra à son tour.</translation>
    </message>
    <message>
        <source>Its phone was released. Send it again, so that another takes it.</source>
        <translation>Son téléphone a été libéré. Renvoyez-le pour qu&apos;un autre le prenne.</translation>
    </message>
    <message>
        <source>The workspace is in the archive.</source>
        <translation>L&apos;espace de travail est archivé.</translation>
    </message>
    <message>
        <source>The contact is blocked, stopped or archived.</source>
        <translation>Le contact est bloqué, arrêté ou archivé.</translation>
    </message>
    <message>
        <source>It has waited for too long and will fail soon.</source>
        <translation>Il a attendu trop longtemps et échouera bientôt.</translation>
    </message>
    <message>
        <source>The last try failed; the next one comes later.</source>
        <translation>Le dernier essai a échoué ; le prochain viendra plus tard.</translation>
    </message>
    <message>
        <source>It goes behind another message for the same contact, which is tried again later.</source>
        <translation>Il suit un autre message au même contact, qui sera réessayé plus tard.</translation>
    </message>
    <message>
        <source>These are the workspace&apos;s quiet hours: only answers go out.</source>
        <translation>Ce sont les heures calmes de l&apos;espace de travail : seules les réponses partent.</translation>
    </message>
    <message>
        <source>The workspace has used its share of the phone for today ({used} of {limit} parts).</source>
        <translation>L&apos;espace de travail a utilisé sa part du téléphone pour aujourd&apos;hui ({used} sur {limit} parties).</translation>
    </message>
    <message>
        <source>Its phone has not been heard of. Look whether it is on and in the office&apos;s network.</source>
        <translation>Son téléphone ne donne plus signe. Vérifiez qu&apos;il est allumé et sur le réseau du bureau.</translation>
    </message>
    <message>
        <source>The phone can send no more just now ({used} parts sent or waiting on it; it sends {limit} at a time).</source>
        <translation>Le téléphone ne peut pas envoyer plus pour l&apos;instant ({used} parties envoyées ou en attente ; il en envoie {limit} à la fois).</translation>
    </message>
    <message>
        <source>Its modem is paused, because the network refused several messages. Look whether the SIM has credit.</source>
        <translation>Son modem est en pause, car le réseau a refusé plusieurs messages. Vérifiez que la carte SIM a du crédit.</translation>
    </message>
    <message>
        <source>Its modem is not plugged in, or cannot work. Look at it among the modems.</source>
        <translation>Son modem n&apos;est pas branché ou ne peut pas fonctionner. Regardez-le parmi les modems.</translation>
    </message>
    <message>
        <source>The SIM has sent its parts for today ({used} of {limit}).</source>
        <translation>La carte SIM a envoyé ses parties pour aujourd&apos;hui ({used} sur {limit}).</translation>
    </message>
    <message>
        <source>It waits for its turn. Before it in this workspace: {before}. Other workspaces that wait for the phone: {others}.</source>
        <translation>Il attend son tour. Avant lui dans cet espace de travail : {before}. Autres espaces de travail en attente du téléphone : {others}.</translation>
    </message>
    <message>
        <source>The event is no longer part of the campaign.</source>
        <translation>L&apos;événement ne fait plus partie de la campagne.</translation>
    </message>
    <message>
        <source>The campaign is in the archive.</source>
        <translation>La campagne est archivée.</translation>
    </message>
    <message>
        <source>The contact is blocked, stopped, archived or deleted.</source>
        <translation>Le contact est bloqué, arrêté, archivé ou supprimé.</translation>
    </message>
    <message>
        <source>The contact is not in the campaign&apos;s group {group}.</source>
        <translation>Le contact n&apos;est pas dans le groupe de la campagne, {group}.</translation>
    </message>
    <message>
        <source>The contact has no date in {field}.</source>
        <translation>Le contact n&apos;a pas de date dans {field}.</translation>
    </message>
    <message>
        <source>The contact&apos;s date in {field} counts.</source>
        <translation>C&apos;est la date du contact dans {field} qui compte.</translation>
    </message>
    <message>
        <source>By that it is due.</source>
        <translation>L&apos;événement est donc prévu.</translation>
    </message>
    <message>
        <source>That was past already when the contact came in question. What is past is never made up for.</source>
        <translation>C&apos;était déjà passé quand le contact a été concerné. Le passé n&apos;est jamais rattrapé.</translation>
    </message>
    <message>
        <source>It is due, and comes about as soon as its turn comes.</source>
        <translation>L&apos;heure est venue ; ce sera fait à son tour.</translation>
    </message>
    <message>
        <source>Something was changed just now; it is being planned anew.</source>
        <translation>Quelque chose vient de changer ; la planification est en cours.</translation>
    </message>
    <message>
        <source>It came up too late, because the office was off or its clock was wrong. Somebody has to say if it is still sent.</source>
        <translation>Il est venu trop tard, car le bureau était éteint ou son horloge fausse. Quelqu&apos;un doit dire s&apos;il est encore envoyé.</translation>
    </message>
    <message>
        <source>Somebody said that it is sent although it is late.</source>
        <translation>Quelqu&apos;un a décidé de l&apos;envoyer malgré le retard.</translation>
    </message>
    <message>
        <source>It started the flow {flow}.</source>
        <translation>Il a démarré le flux {flow}.</translation>
    </message>
    <message>
        <source>It sent its message.</source>
        <translation>Il a envoyé son message.</translation>
    </message>
    <message>
        <source>It was left out. {reason}</source>
        <translation>Il a été omis. {reason}</translation>
    </message>
    <message>
        <source>It was given up. Tries: {count} ({error}).</source>
        <translation>Il a été abandonné. Essais : {count} ({error}).</translation>
    </message>
    <message>
        <source>It failed and is tried again. Tries so far: {count} ({error}).</source>
        <translation>Il a échoué et sera réessayé. Essais : {count} ({error}).</translation>
    </message>
    <message>
        <source>The flow is about to start.</source>
        <translation>Le flux va démarrer.</translation>
    </message>
    <message>
        <source>The flow started for the contact.</source>
        <translation>Le flux a démarré pour le contact.</translation>
    </message>
    <message>
        <source>The flow did not start: the contact was no longer active, was in a flow, or the flow was archived.</source>
        <translation>Le flux n&apos;a pas démarré : le contact n&apos;était plus actif, était dans un flux, ou le flux était archivé.</translation>
    </message>
    <message>
        <source>The flow could not start ({error}).</source>
        <translation>Le flux n&apos;a pas pu démarrer ({error}).</translation>
    </message>
    <message>
        <source>The contact is in a flow ({flow}) just now; the event leaves such contacts out.</source>
        <translation>Le contact est en ce moment dans un flux ({flow}) ; l&apos;événement omet ces contacts.</translation>
    </message>
    <message>
        <source>The office&apos;s clock is in doubt: nothing that hangs on the date happens until somebody says that it is right.</source>
        <translation>L&apos;horloge du bureau est douteuse : rien de ce qui dépend de la date n&apos;a lieu tant que personne ne la confirme.</translation>
    </message>
    <message>
        <source>Very many messages of the workspace wait to be sent; more are made when those have gone.</source>
        <translation>Beaucoup de messages de l&apos;espace de travail attendent l&apos;envoi ; d&apos;autres suivront après.</translation>
    </message>
    <message>
        <source>This is its next time.</source>
        <translation>C&apos;est sa prochaine échéance.</translation>
    </message>
    <message>
        <source>This was its last time.</source>
        <translation>C&apos;était sa dernière échéance.</translation>
    </message>
    <message>
        <source>Contacts who were reached: {count}. Taken up: {taken_up}.</source>
        <translation>Contacts atteints : {count}. Pris en compte : {taken_up}.</translation>
    </message>
    <message>
        <source>That time nothing could come of it ({error}).</source>
        <translation>Cette fois-là, rien n&apos;a pu se faire ({error}).</translation>
    </message>
    <message>
        <source>It came up too late. Somebody has to say whether it is still done.</source>
        <translation>Il est venu trop tard. Quelqu&apos;un doit dire si c&apos;est encore fait.</translation>
    </message>
    <message>
        <source>It is later than the workspace allows ({minutes} minutes). {policy}</source>
        <translation>Le retard dépasse ce que l&apos;espace de travail permet ({minutes} minutes). {policy}</translation>
    </message>
    <message>
        <source>It was switched off.</source>
        <translation>Il a été désactivé.</translation>
    </message>
    <message>
        <source>Its flow {flow} is in the archive.</source>
        <translation>Son flux {flow} est archivé.</translation>
    </message>
    <message>
        <source>It rests until somebody lets it go on.</source>
        <translation>Il est en pause jusqu&apos;à ce que quelqu&apos;un le relance.</translation>
    </message>
    <message>
        <source>It had only one time, and that is past.</source>
        <translation>Il n&apos;avait qu&apos;une échéance, et elle est passée.</translation>
    </message>
    <message>
        <source>It has not come about yet.</source>
        <translation>Il n&apos;a pas encore eu lieu.</translation>
    </message>
    <message>
        <source>Its modem serves only this workspace.</source>
        <translation>Son modem ne sert que cet espace de travail.</translation>
    </message>
    <message>
        <source>Nothing else told whose it is; this workspace is the modem&apos;s default.</source>
        <translation>Rien d’autre ne disait à qui il est ; cet espace de travail est celui par défaut du modem.</translation>
    </message>
    <message>
        <source>Its modem serves no workspace.</source>
        <translation>Son modem ne sert aucun espace de travail.</translation>
    </message>
    <message>
        <source>Its modem never told what became of it. Nobody sends it again unasked.</source>
        <translation>Son modem n’a jamais dit ce qu’il en est advenu. Personne ne le renvoie sans qu’on le demande.</translation>
    </message>
    <message>
        <source>The modem has it and is sending it.</source>
        <translation>Le modem l’a et l’envoie.</translation>
    </message>
    <message>
        <source>Its modem was released. Send it again, so that another takes it.</source>
        <translation>Son modem a été libéré. Renvoyez-le pour qu’un autre le prenne.</translation>
    </message>
    <message>
        <source>The workspace has used its share of the modem for today ({used} of {limit} parts).</source>
        <translation>L’espace de travail a utilisé sa part du modem pour aujourd’hui ({used} sur {limit} parties).</translation>
    </message>
    <message>
        <source>It waits for its turn. Before it in this workspace: {before}. Other workspaces that wait for the modem: {others}.</source>
        <translation>Il attend son tour. Avant lui dans cet espace de travail : {before}. Autres espaces de travail qui attendent le modem : {others}.</translation>
    </message>
    <message>
        <source>a call that was answered</source>
        <translation>un appel auquel on a répondu</translation>
    </message>
    <message>
        <source>a missed call</source>
        <translation>un appel manqué</translation>
    </message>
    <message>
        <source>a call that was made</source>
        <translation>un appel passé</translation>
    </message>
    <message>
        <source>a call</source>
        <translation>un appel</translation>
    </message>
    <message>
        <source>a new conversation</source>
        <translation>une nouvelle conversation</translation>
    </message>
    <message>
        <source>a referral</source>
        <translation>une recommandation</translation>
    </message>
    <message>
        <source>an opt-in</source>
        <translation>une inscription</translation>
    </message>
    <message>
        <source>an opt-out</source>
        <translation>une désinscription</translation>
    </message>
    <message>
        <source>The contact was in a flow.</source>
        <translation>Le contact était dans un flux.</translation>
    </message>
    <message>
        <source>Somebody took it out.</source>
        <translation>Quelqu&apos;un l&apos;a retiré.</translation>
    </message>
    <message>
        <source>Its message was empty for this contact.</source>
        <translation>Son message était vide pour ce contact.</translation>
    </message>
    <message>
        <source>It came up too late.</source>
        <translation>Il est venu trop tard.</translation>
    </message>
    <message>
        <source>The contact was not active.</source>
        <translation>Le contact n&apos;était pas actif.</translation>
    </message>
    <message>
        <source>The contact had left the group.</source>
        <translation>Le contact avait quitté le groupe.</translation>
    </message>
    <message>
        <source>The contact had no date.</source>
        <translation>Le contact n&apos;avait pas de date.</translation>
    </message>
    <message>
        <source>The contact&apos;s date was changed to one that is past.</source>
        <translation>La date du contact est devenue une date passée.</translation>
    </message>
    <message>
        <source>The event or its campaign was changed.</source>
        <translation>L&apos;événement ou sa campagne a été modifié.</translation>
    </message>
    <message>
        <source>It is sent all the same.</source>
        <translation>Il est envoyé quand même.</translation>
    </message>
    <message>
        <source>It is left out.</source>
        <translation>Il est omis.</translation>
    </message>
    <message>
        <source>Somebody is asked.</source>
        <translation>On demande à quelqu&apos;un.</translation>
    </message>
    <message>
        <source>The phone could not send it.</source>
        <translation>Le téléphone n’a pas pu l’envoyer.</translation>
    </message>
    <message>
        <source>Its phone was released.</source>
        <translation>Son téléphone a été libéré.</translation>
    </message>
    <message>
        <source>It is too long for one phone to send.</source>
        <translation>Il est trop long pour être envoyé par un téléphone.</translation>
    </message>
    <message>
        <source>The same text went to this contact too often.</source>
        <translation>Le même texte a été envoyé trop souvent à ce contact.</translation>
    </message>
    <message>
        <source>Its broadcast was stopped.</source>
        <translation>Sa diffusion a été arrêtée.</translation>
    </message>
    <message>
        <source>Its workspace is in the archive.</source>
        <translation>Son espace de travail est aux archives.</translation>
    </message>
    <message>
        <source>Needs your approval</source>
        <translation>Attend votre accord</translation>
    </message>
    <message>
        <source>Waiting for its code</source>
        <translation>Attend son code</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>Libéré</translation>
    </message>
    <message>
        <source>Not seen yet</source>
        <translation>Pas encore vu</translation>
    </message>
    <message>
        <source>Not answering</source>
        <translation>Ne répond pas</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>En marche</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>{percent}, charging</source>
        <translation>{percent}, en charge</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nouveau</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>Mis à jour</translation>
    </message>
    <message>
        <source>Already here</source>
        <translation>Déjà présent</translation>
    </message>
    <message>
        <source>Differs</source>
        <translation>Différent</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Omis</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Annulé</translation>
    </message>
    <message>
        <source>Stays</source>
        <translation>Reste</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>Flux</translation>
    </message>
    <message>
        <source>Labels of a flow</source>
        <translation>Libellés d’un flux</translation>
    </message>
    <message>
        <source>Campaign</source>
        <translation>Campagne</translation>
    </message>
    <message>
        <source>Campaign event</source>
        <translation>Événement de campagne</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>Déclencheur</translation>
    </message>
    <message>
        <source>Contact field</source>
        <translation>Champ de contact</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Groupe</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Étiquette</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>Ticket topic</source>
        <translation>Sujet de ticket</translation>
    </message>
    <message>
        <source>Global</source>
        <translation>Valeur globale</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contact</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Personne</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Réglage</translation>
    </message>
    <message>
        <source>The file has it twice.</source>
        <translation>Le fichier l’a deux fois.</translation>
    </message>
    <message>
        <source>Its phone is not in this office: it is for all phones now.</source>
        <translation>Son téléphone n’est pas dans ce bureau : il vaut maintenant pour tous les téléphones.</translation>
    </message>
    <message>
        <source>Contacts that it names are not in this workspace.</source>
        <translation>Des contacts qu’il nomme ne sont pas dans cet espace de travail.</translation>
    </message>
    <message>
        <source>Flows need it, and it is neither here nor in the file.</source>
        <translation>Des flux en ont besoin, et il n’est ni ici ni dans le fichier.</translation>
    </message>
    <message>
        <source>Its key cannot be used.</source>
        <translation>Sa clé ne peut pas être utilisée.</translation>
    </message>
    <message>
        <source>The contact field that it counts from is not a date.</source>
        <translation>Le champ de contact à partir duquel il compte n’est pas une date.</translation>
    </message>
    <message>
        <source>Here it is of another type, and stays so.</source>
        <translation>Ici il est d’un autre type, et le reste.</translation>
    </message>
    <message>
        <source>Its type is not known.</source>
        <translation>Son type n’est pas connu.</translation>
    </message>
    <message>
        <source>Its flow is neither here nor in the file.</source>
        <translation>Son flux n’est ni ici ni dans le fichier.</translation>
    </message>
    <message>
        <source>It cannot start a flow of this type.</source>
        <translation>Il ne peut pas démarrer un flux de ce type.</translation>
    </message>
    <message>
        <source>Its group is neither here nor in the file.</source>
        <translation>Son groupe n’est ni ici ni dans le fichier.</translation>
    </message>
    <message>
        <source>Here it has another query, and keeps it.</source>
        <translation>Ici il a une autre requête, et la garde.</translation>
    </message>
    <message>
        <source>Its query cannot be used. It is an ordinary group now.</source>
        <translation>Sa requête ne peut pas être utilisée. C’est maintenant un groupe ordinaire.</translation>
    </message>
    <message>
        <source>A keyword is one word of at most 16 characters. Others are left out.</source>
        <translation>Un mot-clé est un seul mot d’au plus 16 caractères. Les autres sont laissés de côté.</translation>
    </message>
    <message>
        <source>It has languages that are not known.</source>
        <translation>Il a des langues inconnues.</translation>
    </message>
    <message>
        <source>The workspace has as many of these as it may have.</source>
        <translation>L’espace de travail en a autant qu’il peut en avoir.</translation>
    </message>
    <message>
        <source>It has no message.</source>
        <translation>Il n’a pas de message.</translation>
    </message>
    <message>
        <source>It has no name.</source>
        <translation>Il n’a pas de nom.</translation>
    </message>
    <message>
        <source>Another one has this name.</source>
        <translation>Un autre a ce nom.</translation>
    </message>
    <message>
        <source>Outpost cannot use this yet.</source>
        <translation>Outpost ne peut pas encore l’utiliser.</translation>
    </message>
    <message>
        <source>It ends: the file has others in its place.</source>
        <translation>Il prend fin : le fichier en a d’autres à sa place.</translation>
    </message>
    <message>
        <source>The file does not say when, or its time is past.</source>
        <translation>Le fichier ne dit pas quand, ou le moment est passé.</translation>
    </message>
    <message>
        <source>Another trigger of the file answers the same.</source>
        <translation>Un autre déclencheur du fichier répond à la même chose.</translation>
    </message>
    <message>
        <source>Here it has another value, and keeps it.</source>
        <translation>Ici il a une autre valeur, et la garde.</translation>
    </message>
    <message>
        <source>It was archived and is in use again.</source>
        <translation>Il était archivé et sert de nouveau.</translation>
    </message>
    <message>
        <source>It was changed since.</source>
        <translation>Il a été modifié depuis.</translation>
    </message>
    <message>
        <source>Something else needs it.</source>
        <translation>Autre chose en a besoin.</translation>
    </message>
    <message>
        <source>It is no longer here.</source>
        <translation>Il n’est plus ici.</translation>
    </message>
    <message>
        <source>Another trigger has taken its place.</source>
        <translation>Un autre déclencheur a pris sa place.</translation>
    </message>
    <message>
        <source>It was used since.</source>
        <translation>Il a été utilisé depuis.</translation>
    </message>
    <message>
        <source>Any other message</source>
        <translation>Tout autre message</translation>
    </message>
    <message>
        <source>A time</source>
        <translation>Une heure</translation>
    </message>
    <message>
        <source>A call</source>
        <translation>Un appel</translation>
    </message>
    <message>
        <source>A missed call</source>
        <translation>Un appel manqué</translation>
    </message>
    <message>
        <source>A new conversation</source>
        <translation>Une nouvelle conversation</translation>
    </message>
    <message>
        <source>A referral</source>
        <translation>Une recommandation</translation>
    </message>
    <message>
        <source>A closed ticket</source>
        <translation>Un ticket fermé</translation>
    </message>
    <message>
        <source>An opt-in</source>
        <translation>Un abonnement</translation>
    </message>
    <message>
        <source>An opt-out</source>
        <translation>Un désabonnement</translation>
    </message>
    <message>
        <source>It is damaged.</source>
        <translation>Il est abîmé.</translation>
    </message>
    <message>
        <source>Three of your exports and imports are not finished yet. Wait for one, or cancel one.</source>
        <translation>Trois de vos exportations et importations ne sont pas encore terminées. Attendez-en une ou annulez-en une.</translation>
    </message>
    <message>
        <source>This could not be finished, three times. Restart Outpost and try again.</source>
        <translation>Ceci n’a pas pu être terminé, trois fois de suite. Redémarrez Outpost et réessayez.</translation>
    </message>
    <message>
        <source>This took too long and was ended. Try again with less at a time.</source>
        <translation>Ceci a pris trop de temps et a été interrompu. Réessayez avec moins à la fois.</translation>
    </message>
    <message>
        <source>With the modem</source>
        <translation>Dans le modem</translation>
    </message>
    <message>
        <source>The modem tried several times without success.</source>
        <translation>Le modem a essayé plusieurs fois sans succès.</translation>
    </message>
    <message>
        <source>It waited for its modem for too long.</source>
        <translation>Il a attendu son modem trop longtemps.</translation>
    </message>
    <message>
        <source>The modem could not send it.</source>
        <translation>Le modem n’a pas pu l’envoyer.</translation>
    </message>
    <message>
        <source>Its modem was released.</source>
        <translation>Son modem a été libéré.</translation>
    </message>
    <message>
        <source>It is too long for one SIM card to send.</source>
        <translation>Il est trop long pour être envoyé par une seule carte SIM.</translation>
    </message>
    <message>
        <source>No phone or modem could take it.</source>
        <translation>Aucun téléphone ni modem n’a pu le prendre.</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Messages</translation>
    </message>
    <message>
        <source>In the background</source>
        <translation>En arrière-plan</translation>
    </message>
    <message>
        <source>Offline survey</source>
        <translation>Enquête hors ligne</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Appels</translation>
    </message>
    <message>
        <source>Incoming messages</source>
        <translation>Messages reçus</translation>
    </message>
    <message>
        <source>Messages to send</source>
        <translation>Messages à envoyer</translation>
    </message>
    <message>
        <source>Flow starts</source>
        <translation>Démarrages de flux</translation>
    </message>
    <message>
        <source>Broadcasts</source>
        <translation>Diffusions</translation>
    </message>
    <message>
        <source>Other work</source>
        <translation>Autres travaux</translation>
    </message>
    <message>
        <source>Large jobs</source>
        <translation>Gros travaux</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrateur</translation>
    </message>
    <message>
        <source>Editor</source>
        <translation>Éditeur</translation>
    </message>
    <message>
        <source>Viewer</source>
        <translation>Lecteur</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Surveyor</source>
        <translation>Enquêteur</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Aujourd’hui</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Hier</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day}, {time}</translation>
    </message>
    <message>
        <source>never</source>
        <translation>jamais</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>à l’instant</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>en retard</translation>
    </message>
    <message>
        <source>now</source>
        <translation>maintenant</translation>
    </message>
</context>
</TS>
