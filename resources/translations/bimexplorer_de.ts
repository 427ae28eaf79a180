<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>A condition is missing behind {what}.</source>
        <translation>Hinter {what} fehlt eine Bedingung.</translation>
    </message>
    <message>
        <source>A file of the batch was cancelled meanwhile.</source>
        <translation>Eine Datei des Pakets wurde inzwischen abgebrochen.</translation>
    </message>
    <message>
        <source>A file of this name is already there.</source>
        <translation>Eine Datei dieses Namens ist schon vorhanden.</translation>
    </message>
    <message>
        <source>A folder cannot be put into itself.</source>
        <translation>Ein Ordner kann nicht in sich selbst verschoben werden.</translation>
    </message>
    <message>
        <source>A folder has no content of its own.</source>
        <translation>Ein Ordner hat keinen eigenen Inhalt.</translation>
    </message>
    <message>
        <source>A link; links are not followed.</source>
        <translation>Eine Verknüpfung; Verknüpfungen wird nicht gefolgt.</translation>
    </message>
    <message>
        <source>A name can be {most} characters long at most.</source>
        <translation>Ein Name darf höchstens {most} Zeichen lang sein.</translation>
    </message>
    <message>
        <source>A name cannot consist of dots alone.</source>
        <translation>Ein Name darf nicht nur aus Punkten bestehen.</translation>
    </message>
    <message>
        <source>A name cannot contain line breaks or other control characters.</source>
        <translation>Ein Name darf keine Zeilenumbrüche oder andere Steuerzeichen enthalten.</translation>
    </message>
    <message>
        <source>A name is needed.</source>
        <translation>Geben Sie einen Namen ein.</translation>
    </message>
    <message>
        <source>A part of the content is no longer on the server.</source>
        <translation>Ein Teil des Inhalts ist nicht mehr auf dem Server.</translation>
    </message>
    <message>
        <source>A part of the set could not be sent, so nothing of it was.</source>
        <translation>Ein Teil des Satzes konnte nicht gesendet werden, deshalb wurde nichts davon veröffentlicht.</translation>
    </message>
    <message>
        <source>A part of “{name}” did not arrive.</source>
        <translation>Ein Teil von „{name}“ ist nicht angekommen.</translation>
    </message>
    <message>
        <source>A project gets another name in its properties.</source>
        <translation>Ein Projekt erhält einen anderen Namen in seinen Eigenschaften.</translation>
    </message>
    <message>
        <source>A project is not deleted like a file: there is a command of its own, for which its name is typed.</source>
        <translation>Ein Projekt wird nicht wie eine Datei gelöscht: Dafür gibt es einen eigenen Befehl, bei dem sein Name eingegeben wird.</translation>
    </message>
    <message>
        <source>A project stays in its team.</source>
        <translation>Ein Projekt bleibt in seinem Team.</translation>
    </message>
    <message>
        <source>A query can be {most} characters long at most.</source>
        <translation>Eine Suchanfrage darf höchstens {most} Zeichen lang sein.</translation>
    </message>
    <message>
        <source>A range needs a beginning or an end.</source>
        <translation>Ein Bereich braucht einen Anfang oder ein Ende.</translation>
    </message>
    <message>
        <source>A range stands alone, without {relation}.</source>
        <translation>Ein Bereich steht für sich, ohne {relation}.</translation>
    </message>
    <message>
        <source>A site&apos;s name may not contain : / \ or quotation marks.</source>
        <translation>Der Name einer Verbindung darf weder : / \ noch Anführungszeichen enthalten.</translation>
    </message>
    <message>
        <source>A site&apos;s name needs two characters or more: C:/ would look like a drive.</source>
        <translation>Der Name einer Verbindung braucht mindestens zwei Zeichen: C:/ sähe wie ein Laufwerk aus.</translation>
    </message>
    <message>
        <source>A team holds projects; make a new project instead.</source>
        <translation>Ein Team enthält Projekte; legen Sie stattdessen ein neues Projekt an.</translation>
    </message>
    <message>
        <source>A team is managed in Bimplus itself.</source>
        <translation>Ein Team wird in Bimplus selbst verwaltet.</translation>
    </message>
    <message>
        <source>ALLPLAN&apos;s platform for projects, models and documents on the internet.</source>
        <translation>Die Plattform von ALLPLAN für Projekte, Modelle und Dokumente im Internet.</translation>
    </message>
    <message>
        <source>Add models</source>
        <translation>Modelle hinzufügen</translation>
    </message>
    <message>
        <source>Administrate the project</source>
        <translation>Das Projekt verwalten</translation>
    </message>
    <message>
        <source>All attachments</source>
        <translation>Alle Anhänge</translation>
    </message>
    <message numerus="yes">
        <source>Also for {n} more</source>
        <comment>Also for {n} more</comment>
        <translation>
            <numerusform>Auch für {n} weitere</numerusform>
            <numerusform>Auch für {n} weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>An extension is missing. Write for example type:ifc, type:file or type:folder.</source>
        <translation>Es fehlt eine Dateiendung. Schreiben Sie zum Beispiel type:ifc, type:file oder type:folder.</translation>
    </message>
    <message>
        <source>Another BIM Explorer keeps the list of transfers busy. Please try again.</source>
        <translation>Ein anderer BIM Explorer verwendet gerade die Übertragungsliste. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>BIM Explorer keeps its settings and transfers in “{path}”, which cannot be used.</source>
        <translation>BIM Explorer bewahrt Einstellungen und Übertragungen in „{path}“ auf; dieser Ordner kann nicht benutzt werden.</translation>
    </message>
    <message>
        <source>BIM Explorer only shows this kind of entry; it is managed in BIMcloud itself.</source>
        <translation>BIM Explorer zeigt Elemente dieser Art nur an; verwaltet werden sie in BIMcloud selbst.</translation>
    </message>
    <message>
        <source>BIM Explorer only shows this; it is managed in Bimplus itself.</source>
        <translation>BIM Explorer zeigt dies nur an; verwaltet wird es in Bimplus selbst.</translation>
    </message>
    <message>
        <source>BIMcloud cannot move folders.</source>
        <translation>BIMcloud kann keine Ordner verschieben.</translation>
    </message>
    <message>
        <source>BIMcloud cannot rename folders.</source>
        <translation>BIMcloud kann keine Ordner umbenennen.</translation>
    </message>
    <message>
        <source>BIMcloud cannot sort by {column}.</source>
        <translation>BIMcloud kann nicht nach {column} sortieren.</translation>
    </message>
    <message>
        <source>BIMcloud does not accept this name.</source>
        <translation>BIMcloud nimmt diesen Namen nicht an.</translation>
    </message>
    <message>
        <source>BIMcloud does not allow this to be deleted.</source>
        <translation>BIMcloud lässt nicht zu, dass dies gelöscht wird.</translation>
    </message>
    <message>
        <source>BIMcloud does not allow {characters} in a name.</source>
        <translation>BIMcloud lässt {characters} in einem Namen nicht zu.</translation>
    </message>
    <message>
        <source>BIMcloud does not tell what changed between two states of a model.</source>
        <translation>BIMcloud sagt nicht, was sich zwischen zwei Ständen eines Modells geändert hat.</translation>
    </message>
    <message>
        <source>BIMcloud does not tell who changed a file, so it cannot be searched for.</source>
        <translation>BIMcloud teilt nicht mit, wer eine Datei geändert hat; danach kann nicht gesucht werden.</translation>
    </message>
    <message>
        <source>BIMcloud offers only the newest content of a file.</source>
        <translation>BIMcloud bietet nur den neuesten Inhalt einer Datei an.</translation>
    </message>
    <message>
        <source>BIMcloud shares by the rights of folders, which are set in BIMcloud Manager.</source>
        <translation>BIMcloud gibt über die Rechte von Ordnern frei, die im BIMcloud Manager vergeben werden.</translation>
    </message>
    <message>
        <source>Bimplus cannot rename files. Upload the file again under its new name.</source>
        <translation>Bimplus kann keine Dateien umbenennen. Laden Sie die Datei unter dem neuen Namen noch einmal hoch.</translation>
    </message>
    <message>
        <source>Bimplus cannot sort by {column}.</source>
        <translation>Bimplus kann nicht nach {column} sortieren.</translation>
    </message>
    <message>
        <source>Bimplus copies only the projects of the team “{team}”.</source>
        <translation>Bimplus kopiert nur die Projekte des Teams „{team}“.</translation>
    </message>
    <message>
        <source>Bimplus did not accept the e-mail address, the password or the application id.</source>
        <translation>Bimplus hat die E-Mail-Adresse, das Kennwort oder die Anwendungs-ID nicht angenommen.</translation>
    </message>
    <message>
        <source>Bimplus did not accept the sign-in. Try again.</source>
        <translation>Bimplus hat die Anmeldung nicht angenommen. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Bimplus did not accept this.</source>
        <translation>Bimplus hat dies nicht angenommen.</translation>
    </message>
    <message>
        <source>Bimplus does not know the application id that is kept for this site. Correct it there.</source>
        <translation>Bimplus kennt die Anwendungs-ID nicht, die zu dieser Verbindung gespeichert ist. Berichtigen Sie sie dort.</translation>
    </message>
    <message>
        <source>Bimplus does not take that much in one piece.</source>
        <translation>Bimplus nimmt so viel nicht in einem Stück an.</translation>
    </message>
    <message>
        <source>Bimplus does not tell what changed; folders are read again instead.</source>
        <translation>Bimplus teilt nicht mit, was sich geändert hat; stattdessen werden Ordner neu gelesen.</translation>
    </message>
    <message>
        <source>Bimplus has moved to another address. Check the address of the site.</source>
        <translation>Bimplus ist unter einer anderen Adresse zu finden. Prüfen Sie die Adresse der Verbindung.</translation>
    </message>
    <message>
        <source>Bimplus moves files and folders within a project only. Copy them to another one.</source>
        <translation>Bimplus verschiebt Dateien und Ordner nur innerhalb eines Projekts. In ein anderes können Sie sie kopieren.</translation>
    </message>
    <message>
        <source>Bimplus moves files and folders within “Documents” only. Copy the files instead.</source>
        <translation>Bimplus verschiebt Dateien und Ordner nur innerhalb von „Dokumente“. Kopieren Sie die Dateien stattdessen.</translation>
    </message>
    <message>
        <source>Bimplus reported an error.</source>
        <translation>Bimplus hat einen Fehler gemeldet.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message numerus="yes">
        <source>Cancelled; {n} object is shown.</source>
        <comment>Cancelled; {n} objects are shown.</comment>
        <translation>
            <numerusform>Abgebrochen; {n} Objekt wird angezeigt.</numerusform>
            <numerusform>Abgebrochen; {n} Objekte werden angezeigt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Change the project and its documents</source>
        <translation>Das Projekt und seine Dokumente ändern</translation>
    </message>
    <message>
        <source>Days from {first} to {last} can be searched for.</source>
        <translation>Gesucht werden kann nach Tagen von {first} bis {last}.</translation>
    </message>
    <message>
        <source>Decimals are written with a point: 1.5GB.</source>
        <translation>Dezimalzahlen werden mit einem Punkt geschrieben: 1.5GB.</translation>
    </message>
    <message>
        <source>Delete the project</source>
        <translation>Das Projekt löschen</translation>
    </message>
    <message>
        <source>Deleting</source>
        <translation>Wird gelöscht</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Files and folders can be put into “Documents”.</source>
        <translation>Dateien und Ordner können in „Dokumente“ gelegt werden.</translation>
    </message>
    <message>
        <source>Files are being transferred.</source>
        <translation>Dateien werden übertragen.</translation>
    </message>
    <message>
        <source>Files can be put into “Documents” and its folders, into issues and into objects.</source>
        <translation>Dateien können in „Dokumente“ und deren Ordner, in Aufgaben und in Objekte gelegt werden.</translation>
    </message>
    <message>
        <source>Files can only be put into folders.</source>
        <translation>Dateien können nur in Ordner gelegt werden.</translation>
    </message>
    <message>
        <source>Folders can be made in “Documents” only.</source>
        <translation>Ordner können nur in „Dokumente“ angelegt werden.</translation>
    </message>
    <message>
        <source>GRAPHISOFT&apos;s server for Archicad teams: your office or its provider runs it.</source>
        <translation>Der Server von GRAPHISOFT für Archicad-Teams: Ihr Büro oder dessen Anbieter betreibt ihn.</translation>
    </message>
    <message>
        <source>Give the site a name.</source>
        <translation>Geben Sie der Verbindung einen Namen.</translation>
    </message>
    <message>
        <source>Here each file becomes visible by itself, so files cannot be published as one set. Nothing was sent.</source>
        <translation>Hier wird jede Datei für sich sichtbar, deshalb können Dateien nicht als ein Satz veröffentlicht werden. Es wurde nichts gesendet.</translation>
    </message>
    <message>
        <source>In a demonstration the sign-in lasts until the program is closed.</source>
        <translation>In einer Vorführung hält die Anmeldung, bis das Programm geschlossen wird.</translation>
    </message>
    <message>
        <source>Issues</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>It is no longer there, or you may not see it.</source>
        <translation>Es ist nicht mehr vorhanden, oder Sie dürfen es nicht sehen.</translation>
    </message>
    <message>
        <source>It tells Bimplus which program is asking. ALLPLAN issues it to your company; whoever looks after your programs knows it.</source>
        <translation>Sie sagt Bimplus, welches Programm fragt. ALLPLAN stellt sie Ihrem Unternehmen aus; wer Ihre Programme betreut, kennt sie.</translation>
    </message>
    <message>
        <source>It was just being published: look whether it is there.</source>
        <translation>Es wurde gerade veröffentlicht: Sehen Sie nach, ob es vorhanden ist.</translation>
    </message>
    <message>
        <source>Left from an earlier run; it goes on when it is resumed.</source>
        <translation>Von einem früheren Programmlauf übrig; wird fortgesetzt, sobald Sie „Fortsetzen“ wählen.</translation>
    </message>
    <message>
        <source>Left out because of its name.</source>
        <translation>Wegen des Namens ausgelassen.</translation>
    </message>
    <message>
        <source>Left out: a file of this name is already there.</source>
        <translation>Ausgelassen: Eine Datei dieses Namens ist schon vorhanden.</translation>
    </message>
    <message>
        <source>Left out: what lies there comes from the places where it is at home.</source>
        <translation>Ausgelassen: Was dort liegt, kommt von den Orten, an denen es zu Hause ist.</translation>
    </message>
    <message numerus="yes">
        <source>Looking for “{text}”: {n} entry so far. Esc stops.</source>
        <comment>Looking for “{text}”: {n} entries so far. Esc stops.</comment>
        <translation>
            <numerusform>Suche nach „{text}“: bisher {n} Element. Esc beendet die Suche.</numerusform>
            <numerusform>Suche nach „{text}“: bisher {n} Elemente. Esc beendet die Suche.</numerusform>
        </translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>More came of “{name}” than the server said; it was not kept.</source>
        <translation>Von „{name}“ kam mehr, als der Server angegeben hatte; die Datei wurde nicht behalten.</translation>
    </message>
    <message>
        <source>Move the file where it lies, in “Documents”.</source>
        <translation>Verschieben Sie die Datei dort, wo sie liegt, in „Dokumente“.</translation>
    </message>
    <message>
        <source>Neither a file nor a folder.</source>
        <translation>Weder eine Datei noch ein Ordner.</translation>
    </message>
    <message>
        <source>No content server answers there.</source>
        <translation>Dort antwortet kein Inhaltsserver.</translation>
    </message>
    <message>
        <source>No copy of “{name}” can be kept on this computer.</source>
        <translation>Auf diesem Computer kann keine Kopie von „{name}“ aufbewahrt werden.</translation>
    </message>
    <message>
        <source>No secure connection to {host} could be made.</source>
        <translation>Zu {host} konnte keine sichere Verbindung aufgebaut werden.</translation>
    </message>
    <message numerus="yes">
        <source>Nobody finished the sign-in in the browser within {n} minute.</source>
        <comment>Nobody finished the sign-in in the browser within {n} minutes.</comment>
        <translation>
            <numerusform>Die Anmeldung im Browser wurde nicht innerhalb von {n} Minute abgeschlossen.</numerusform>
            <numerusform>Die Anmeldung im Browser wurde nicht innerhalb von {n} Minuten abgeschlossen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not a file; it was left out.</source>
        <translation>Keine Datei; wurde ausgelassen.</translation>
    </message>
    <message numerus="yes">
        <source>Not moved: {names} and {n} other.</source>
        <comment>Not moved: {names} and {n} others.</comment>
        <translation>
            <numerusform>Nicht verschoben: {names} und {n} weiteres.</numerusform>
            <numerusform>Nicht verschoben: {names} und {n} weitere.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing has been sent yet: look at what was found first.</source>
        <translation>Es wurde noch nichts gesendet: Sehen Sie sich zuerst an, was aufgefallen ist.</translation>
    </message>
    <message>
        <source>Nothing was chosen to be deleted.</source>
        <translation>Es wurde nichts zum Löschen ausgewählt.</translation>
    </message>
    <message>
        <source>Only a part of the batch arrived.</source>
        <translation>Nur ein Teil des Pakets ist angekommen.</translation>
    </message>
    <message>
        <source>Only files have versions and can be shared.</source>
        <translation>Nur Dateien haben Versionen und können freigegeben werden.</translation>
    </message>
    <message>
        <source>Only models have revisions.</source>
        <translation>Nur Modelle haben Revisionen.</translation>
    </message>
    <message numerus="yes">
        <source>Only {n} entry could be loaded.</source>
        <comment>Only {n} entries could be loaded.</comment>
        <translation>
            <numerusform>Nur {n} Element konnte geladen werden.</numerusform>
            <numerusform>Nur {n} Elemente konnten geladen werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a project first: files and folders lie in its documents.</source>
        <translation>Öffnen Sie zuerst ein Projekt: Dateien und Ordner liegen in seinen Dokumenten.</translation>
    </message>
    <message>
        <source>Projects are made and changed in BIMcloud itself.</source>
        <translation>Projekte werden in BIMcloud selbst angelegt und geändert.</translation>
    </message>
    <message>
        <source>Projects are made in a team. Open the team first.</source>
        <translation>Projekte werden in einem Team angelegt. Öffnen Sie zuerst das Team.</translation>
    </message>
    <message>
        <source>Search in “Documents”, in “All attachments” or in the whole project.</source>
        <translation>Suchen Sie in „Dokumente“, in „Alle Anhänge“ oder im ganzen Projekt.</translation>
    </message>
    <message>
        <source>See all models</source>
        <translation>Alle Modelle sehen</translation>
    </message>
    <message>
        <source>See what is in the project</source>
        <translation>Sehen, was im Projekt ist</translation>
    </message>
    <message numerus="yes">
        <source>Selecting all: {n} so far</source>
        <comment>Selecting all: {n} so far</comment>
        <translation>
            <numerusform>Alles wird ausgewählt: bisher {n}</numerusform>
            <numerusform>Alles wird ausgewählt: bisher {n}</numerusform>
        </translation>
    </message>
    <message>
        <source>Several are called “{name}” there. Say which one: {names}.</source>
        <translation>Dort heißen mehrere „{name}“. Geben Sie an, welches gemeint ist: {names}.</translation>
    </message>
    <message numerus="yes">
        <source>Sharing {n} file…</source>
        <comment>Sharing {n} files…</comment>
        <translation>
            <numerusform>{n} Datei wird freigegeben…</numerusform>
            <numerusform>{n} Dateien werden freigegeben…</numerusform>
        </translation>
    </message>
    <message>
        <source>Signing in to Bimplus needs an application id, which ALLPLAN issues. Add it to the site.</source>
        <translation>Die Anmeldung bei Bimplus braucht eine Anwendungs-ID, die ALLPLAN vergibt. Tragen Sie sie bei der Verbindung ein.</translation>
    </message>
    <message>
        <source>Somebody else changed it at the same moment. Look at it again.</source>
        <translation>Jemand anderes hat es im selben Moment geändert. Sehen Sie es sich noch einmal an.</translation>
    </message>
    <message>
        <source>Somebody else is changing it at the moment.</source>
        <translation>Jemand anderes ändert es gerade.</translation>
    </message>
    <message>
        <source>Somebody else than “{user}” is signed in now.</source>
        <translation>Jetzt ist jemand anderes als „{user}“ angemeldet.</translation>
    </message>
    <message>
        <source>Something else is called “{name}” there now, so this cannot be undone.</source>
        <translation>Dort heißt jetzt etwas anderes „{name}“; das kann nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>Something else named “{name}” goes to the same folder.</source>
        <translation>Etwas anderes mit dem Namen „{name}“ kommt in denselben Ordner.</translation>
    </message>
    <message>
        <source>Something of this name is already there.</source>
        <translation>Etwas mit diesem Namen ist schon vorhanden.</translation>
    </message>
    <message>
        <source>Something stands where “{name}” would be kept until it is complete.</source>
        <translation>Wo „{name}“ zwischengespeichert würde, liegt schon etwas anderes.</translation>
    </message>
    <message>
        <source>Something to look for is missing here.</source>
        <translation>Hier fehlt, wonach gesucht werden soll.</translation>
    </message>
    <message>
        <source>Something went wrong inside BIM Explorer.</source>
        <translation>In BIM Explorer ist ein Fehler aufgetreten.</translation>
    </message>
    <message>
        <source>Something went wrong inside the program.</source>
        <translation>Im Programm ist ein Fehler aufgetreten.</translation>
    </message>
    <message numerus="yes">
        <source>Stopped: only {n} entry is loaded.</source>
        <comment>Stopped: only {n} entries are loaded.</comment>
        <translation>
            <numerusform>Angehalten: Nur {n} Element ist geladen.</numerusform>
            <numerusform>Angehalten: Nur {n} Elemente sind geladen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped: only {n} entry is selected.</source>
        <comment>Stopped: only {n} entries are selected.</comment>
        <translation>
            <numerusform>Angehalten: Nur {n} Element ist ausgewählt.</numerusform>
            <numerusform>Angehalten: Nur {n} Elemente sind ausgewählt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stored as “{name}”.</source>
        <translation>Als „{name}“ gespeichert.</translation>
    </message>
    <message>
        <source>Structures</source>
        <translation>Strukturen</translation>
    </message>
    <message>
        <source>The BIMcloud Manager does not know this operation.</source>
        <translation>Der BIMcloud Manager kennt diesen Vorgang nicht.</translation>
    </message>
    <message>
        <source>The BIMcloud Manager gave no ticket for the content server.</source>
        <translation>Der BIMcloud Manager hat kein Ticket für den Inhaltsserver ausgestellt.</translation>
    </message>
    <message>
        <source>The BIMcloud Manager has moved to another address. Check the address of the site.</source>
        <translation>Der BIMcloud Manager ist unter einer anderen Adresse zu finden. Prüfen Sie die Adresse der Verbindung.</translation>
    </message>
    <message>
        <source>The BIMcloud Manager named no content server for this folder.</source>
        <translation>Der BIMcloud Manager hat für diesen Ordner keinen Inhaltsserver genannt.</translation>
    </message>
    <message>
        <source>The BIMcloud Manager reported an error.</source>
        <translation>Der BIMcloud Manager hat einen Fehler gemeldet.</translation>
    </message>
    <message>
        <source>The BIMcloud did not accept the sign-in. Try again.</source>
        <translation>Die BIMcloud hat die Anmeldung nicht angenommen. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The calendar has no {text}.</source>
        <translation>Den Tag {text} gibt es im Kalender nicht.</translation>
    </message>
    <message>
        <source>The certificates that are named in the settings cannot be read.</source>
        <translation>Die Zertifikate, die in den Einstellungen angegeben sind, können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The connection to {host} was lost.</source>
        <translation>Die Verbindung zu {host} ist abgebrochen.</translation>
    </message>
    <message>
        <source>The connection was closed.</source>
        <translation>Die Verbindung wurde geschlossen.</translation>
    </message>
    <message>
        <source>The connection was lost while the content came in.</source>
        <translation>Die Verbindung ist beim Empfang des Inhalts abgebrochen.</translation>
    </message>
    <message>
        <source>The content is no longer on the server.</source>
        <translation>Der Inhalt ist nicht mehr auf dem Server.</translation>
    </message>
    <message>
        <source>The content server did not accept the user “{username}”. Mind capital letters in the name.</source>
        <translation>Der Inhaltsserver hat den Benutzer „{username}“ nicht angenommen. Achten Sie im Namen auf Groß- und Kleinschreibung.</translation>
    </message>
    <message>
        <source>The content server does not know this operation.</source>
        <translation>Der Inhaltsserver kennt diesen Vorgang nicht.</translation>
    </message>
    <message>
        <source>The content server ends its sessions as soon as they begin.</source>
        <translation>Der Inhaltsserver beendet seine Sitzungen, sobald sie beginnen.</translation>
    </message>
    <message>
        <source>The content server gave an answer that cannot be understood.</source>
        <translation>Der Inhaltsserver hat eine unverständliche Antwort gegeben.</translation>
    </message>
    <message>
        <source>The content server has moved to another address. Check the address of the site.</source>
        <translation>Der Inhaltsserver ist unter einer anderen Adresse zu finden. Prüfen Sie die Adresse der Verbindung.</translation>
    </message>
    <message>
        <source>The content server reported an error.</source>
        <translation>Der Inhaltsserver hat einen Fehler gemeldet.</translation>
    </message>
    <message>
        <source>The content server “{name}” cannot be reached.</source>
        <translation>Der Inhaltsserver „{name}“ ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>The disk is full: “{name}” could not be written.</source>
        <translation>Der Datenträger ist voll: „{name}“ konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The disk that holds the list of transfers is full. Please free some space.</source>
        <translation>Der Datenträger mit der Übertragungsliste ist voll. Geben Sie Speicherplatz frei.</translation>
    </message>
    <message>
        <source>The downloaded copy cannot be read.</source>
        <translation>Die heruntergeladene Kopie kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The downloaded copy has disappeared.</source>
        <translation>Die heruntergeladene Kopie ist verschwunden.</translation>
    </message>
    <message>
        <source>The file is no longer on the server, or you may not see it.</source>
        <translation>Die Datei ist nicht mehr auf dem Server, oder Sie dürfen sie nicht sehen.</translation>
    </message>
    <message>
        <source>The file was changed meanwhile; it is sent again from the start.</source>
        <translation>Die Datei wurde inzwischen geändert; sie wird von Anfang an neu gesendet.</translation>
    </message>
    <message>
        <source>The file “{name}” cannot be read.</source>
        <translation>Die Datei „{name}“ kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The file “{name}” holds no certificates in PEM form.</source>
        <translation>Die Datei „{name}“ enthält keine Zertifikate im PEM-Format.</translation>
    </message>
    <message>
        <source>The files could not be made visible together.</source>
        <translation>Die Dateien konnten nicht gemeinsam sichtbar gemacht werden.</translation>
    </message>
    <message>
        <source>The files of a set have to go to the same content server.</source>
        <translation>Die Dateien eines Satzes müssen auf denselben Inhaltsserver kommen.</translation>
    </message>
    <message>
        <source>The folder that “{name}” was in is gone, so this cannot be undone.</source>
        <translation>Den Ordner, in dem „{name}“ war, gibt es nicht mehr; das kann nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>The folder was deleted while “{name}” was on its way. The file lies in “Documents” now, outside of all folders.</source>
        <translation>Der Ordner wurde gelöscht, während „{name}“ unterwegs war. Die Datei liegt jetzt in „Dokumente“, außerhalb aller Ordner.</translation>
    </message>
    <message>
        <source>The folder “{name}” is not empty.</source>
        <translation>Der Ordner „{name}“ ist nicht leer.</translation>
    </message>
    <message>
        <source>The kept state of the upload cannot be read. It begins again.</source>
        <translation>Der gespeicherte Stand des Hochladens kann nicht gelesen werden. Es beginnt von vorn.</translation>
    </message>
    <message>
        <source>The keychain did not let the sign-in be deleted. Unlock the keychain and sign out again.</source>
        <translation>Die Anmeldung konnte nicht aus dem Schlüsselbund gelöscht werden. Entsperren Sie den Schlüsselbund, und melden Sie sich noch einmal ab.</translation>
    </message>
    <message>
        <source>The line broke while “{name}” was coming.</source>
        <translation>Die Leitung ist beim Empfang von „{name}“ abgebrochen.</translation>
    </message>
    <message>
        <source>The list cannot be continued. Read it again.</source>
        <translation>Die Liste kann nicht fortgesetzt werden. Laden Sie sie neu.</translation>
    </message>
    <message>
        <source>The list of sites in {path} is damaged. Repair it, or move it away to begin anew.</source>
        <translation>Die Liste der Verbindungen in {path} ist beschädigt. Reparieren Sie sie, oder verschieben Sie sie, um neu zu beginnen.</translation>
    </message>
    <message>
        <source>The list of transfers cannot be saved, so this waits. {reason}</source>
        <translation>Die Übertragungsliste kann nicht gespeichert werden, deshalb wird gewartet. {reason}</translation>
    </message>
    <message>
        <source>The list of transfers could not be read or written.</source>
        <translation>Die Übertragungsliste konnte nicht gelesen oder geschrieben werden.</translation>
    </message>
    <message>
        <source>The list of transfers in {parent} cannot be written.</source>
        <translation>Die Übertragungsliste in {parent} kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The list of transfers in {path} cannot be begun.</source>
        <translation>Die Übertragungsliste in {path} kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>The list of transfers is closed.</source>
        <translation>Die Übertragungsliste ist geschlossen.</translation>
    </message>
    <message>
        <source>The list of transfers is damaged. Please start BIM Explorer again; it will begin a new one.</source>
        <translation>Die Übertragungsliste ist beschädigt. Starten Sie BIM Explorer neu; er legt dann eine neue an.</translation>
    </message>
    <message>
        <source>The list of transfers was written by a newer BIM Explorer. Please update this one.</source>
        <translation>Die Übertragungsliste stammt von einem neueren BIM Explorer. Aktualisieren Sie das Programm.</translation>
    </message>
    <message>
        <source>The listing cannot be continued. Read the folder again.</source>
        <translation>Die Auflistung kann nicht fortgesetzt werden. Laden Sie den Ordner neu.</translation>
    </message>
    <message>
        <source>The log cannot be read.</source>
        <translation>Das Protokoll kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The name of “{name}” is not valid text, so no cloud can store it.</source>
        <translation>Der Name von „{name}“ ist kein gültiger Text; keine Cloud kann ihn speichern.</translation>
    </message>
    <message>
        <source>The path of “{name}” is too long for this computer.</source>
        <translation>Der Pfad von „{name}“ ist für diesen Computer zu lang.</translation>
    </message>
    <message>
        <source>The picture has {size}. It can have {most} at most.</source>
        <translation>Das Bild hat {size}. Es darf höchstens {most} haben.</translation>
    </message>
    <message>
        <source>The picture of a project is a PNG or a JPEG file. This file is neither.</source>
        <translation>Das Bild eines Projekts ist eine PNG- oder JPEG-Datei. Diese Datei ist keines von beiden.</translation>
    </message>
    <message>
        <source>The project has no name that could be typed. Nothing was deleted.</source>
        <translation>Das Projekt hat keinen Namen, der eingegeben werden könnte. Es wurde nichts gelöscht.</translation>
    </message>
    <message>
        <source>The project “{name}” was made, but its address could not be set. {reason}</source>
        <translation>Das Projekt „{name}“ wurde angelegt, aber seine Adresse konnte nicht gesetzt werden. {reason}</translation>
    </message>
    <message>
        <source>The proxy on the way to {host} did not let the connection through. Check the proxy settings.</source>
        <translation>Der Proxy auf dem Weg zu {host} hat die Verbindung nicht durchgelassen. Prüfen Sie die Proxy-Einstellungen.</translation>
    </message>
    <message numerus="yes">
        <source>The receipt of {n} file is saved.</source>
        <comment>The receipt of {n} files is saved.</comment>
        <translation>
            <numerusform>Der Nachweis über {n} Datei ist gespeichert.</numerusform>
            <numerusform>Der Nachweis über {n} Dateien ist gespeichert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The same for {n} other</source>
        <comment>The same for {n} others</comment>
        <translation>
            <numerusform>Genauso bei {n} weiteren</numerusform>
            <numerusform>Genauso bei {n} weiteren</numerusform>
        </translation>
    </message>
    <message>
        <source>The search cannot be continued. Begin it again.</source>
        <translation>Die Suche kann nicht fortgesetzt werden. Beginnen Sie sie neu.</translation>
    </message>
    <message>
        <source>The server did not accept a part of the file.</source>
        <translation>Der Server hat einen Teil der Datei nicht angenommen.</translation>
    </message>
    <message>
        <source>The server did not tell which files it made visible.</source>
        <translation>Der Server hat nicht mitgeteilt, welche Dateien er sichtbar gemacht hat.</translation>
    </message>
    <message>
        <source>The server gave a listing that cannot be understood.</source>
        <translation>Der Server hat eine unverständliche Auflistung geliefert.</translation>
    </message>
    <message>
        <source>The server gave an answer that cannot be understood.</source>
        <translation>Der Server hat eine unverständliche Antwort gegeben.</translation>
    </message>
    <message>
        <source>The server gave an incomplete answer.</source>
        <translation>Der Server hat eine unvollständige Antwort gegeben.</translation>
    </message>
    <message>
        <source>The server gets too many requests at the moment.</source>
        <translation>Der Server erhält zurzeit zu viele Anfragen.</translation>
    </message>
    <message>
        <source>The server has forgotten a part of the files.</source>
        <translation>Der Server hat einen Teil der Dateien vergessen.</translation>
    </message>
    <message>
        <source>The server has forgotten the upload. It begins again.</source>
        <translation>Der Server hat das Hochladen vergessen. Es beginnt von vorn.</translation>
    </message>
    <message>
        <source>The server has not enough free space.</source>
        <translation>Auf dem Server ist nicht genug Speicherplatz frei.</translation>
    </message>
    <message>
        <source>The server has not received all of the file yet.</source>
        <translation>Der Server hat die Datei noch nicht vollständig erhalten.</translation>
    </message>
    <message>
        <source>The server holds another size than was sent.</source>
        <translation>Auf dem Server liegt eine andere Größe, als gesendet wurde.</translation>
    </message>
    <message>
        <source>The server is busy at the moment.</source>
        <translation>Der Server ist zurzeit ausgelastet.</translation>
    </message>
    <message>
        <source>The server is not ready for this yet.</source>
        <translation>Der Server ist dafür noch nicht bereit.</translation>
    </message>
    <message>
        <source>The server no longer knew the upload; it is sent again from the start.</source>
        <translation>Der Server kannte das Hochladen nicht mehr; die Datei wird von Anfang an neu gesendet.</translation>
    </message>
    <message>
        <source>The server refused to send the content.</source>
        <translation>Der Server hat den Inhalt nicht herausgegeben.</translation>
    </message>
    <message>
        <source>The server repeats itself in its listing.</source>
        <translation>Der Server wiederholt sich in seiner Auflistung.</translation>
    </message>
    <message>
        <source>The server sends nothing more of “{name}”, though it is not complete.</source>
        <translation>Der Server sendet nichts mehr von „{name}“, obwohl die Datei nicht vollständig ist.</translation>
    </message>
    <message>
        <source>The server sent another part of the file than was asked for.</source>
        <translation>Der Server hat einen anderen Teil der Datei gesendet als angefordert.</translation>
    </message>
    <message>
        <source>The server sent the content in a form that was not asked for.</source>
        <translation>Der Server hat den Inhalt in einer Form gesendet, die nicht angefordert war.</translation>
    </message>
    <message>
        <source>The server shows another content of “{name}” than was sent.</source>
        <translation>Der Server zeigt für „{name}“ einen anderen Inhalt, als gesendet wurde.</translation>
    </message>
    <message>
        <source>The server told about another project.</source>
        <translation>Der Server hat von einem anderen Projekt berichtet.</translation>
    </message>
    <message>
        <source>The server told about another project. Nothing was deleted.</source>
        <translation>Der Server hat von einem anderen Projekt berichtet. Es wurde nichts gelöscht.</translation>
    </message>
    <message>
        <source>The server told no id of what it made.</source>
        <translation>Der Server hat keine ID des Angelegten mitgeteilt.</translation>
    </message>
    <message>
        <source>The server told no name of the file it holds.</source>
        <translation>Der Server hat keinen Namen der Datei mitgeteilt.</translation>
    </message>
    <message>
        <source>The server told no path of the folder.</source>
        <translation>Der Server hat keinen Pfad des Ordners mitgeteilt.</translation>
    </message>
    <message>
        <source>The server told no revision with its changes.</source>
        <translation>Der Server hat zu seinen Änderungen keine Revision mitgeteilt.</translation>
    </message>
    <message>
        <source>The server told no size of the file it holds.</source>
        <translation>Der Server hat keine Größe der Datei mitgeteilt.</translation>
    </message>
    <message>
        <source>The server&apos;s content was replaced and has to be read anew.</source>
        <translation>Der Inhalt des Servers wurde ersetzt und muss neu gelesen werden.</translation>
    </message>
    <message>
        <source>The service names an unsafe address for signing in.</source>
        <translation>Der Dienst nennt für die Anmeldung eine unsichere Adresse.</translation>
    </message>
    <message>
        <source>The settings could not be saved.</source>
        <translation>Die Einstellungen konnten nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>The sign-in has ended. Sign in again to go on; nothing that waits is lost.</source>
        <translation>Die Anmeldung ist abgelaufen. Melden Sie sich neu an, um fortzufahren; nichts, was wartet, geht verloren.</translation>
    </message>
    <message>
        <source>The sign-in page is no longer valid. Open it again.</source>
        <translation>Die Anmeldeseite ist nicht mehr gültig. Öffnen Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>The sign-in was refused in the browser.</source>
        <translation>Die Anmeldung wurde im Browser abgelehnt.</translation>
    </message>
    <message>
        <source>The sign-in was refused.</source>
        <translation>Die Anmeldung wurde abgelehnt.</translation>
    </message>
    <message>
        <source>The sign-in was refused. You can close this window.</source>
        <translation>Die Anmeldung wurde abgelehnt. Sie können dieses Fenster schließen.</translation>
    </message>
    <message>
        <source>The site was removed while this was being transferred.</source>
        <translation>Die Verbindung wurde während der Übertragung entfernt.</translation>
    </message>
    <message>
        <source>The support file “{name}” could not be written.</source>
        <translation>Die Supportdatei „{name}“ konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The top of a BIMcloud cannot be changed.</source>
        <translation>Die oberste Ebene einer BIMcloud kann nicht geändert werden.</translation>
    </message>
    <message>
        <source>The versions of “{name}” have changed meanwhile. Look at them again.</source>
        <translation>Die Versionen von „{name}“ haben sich inzwischen geändert. Sehen Sie sie noch einmal an.</translation>
    </message>
    <message>
        <source>The way to {host} is not encrypted: a password would travel in clear.</source>
        <translation>Der Weg zu {host} ist nicht verschlüsselt: Ein Kennwort würde im Klartext übertragen.</translation>
    </message>
    <message>
        <source>The way to {host} leads over a SOCKS proxy, which is not supported.</source>
        <translation>Der Weg zu {host} führt über einen SOCKS-Proxy; das wird nicht unterstützt.</translation>
    </message>
    <message>
        <source>The whole of a BIMcloud is too much to be followed; open a folder.</source>
        <translation>Eine ganze BIMcloud ist zu groß, um verfolgt zu werden; öffnen Sie einen Ordner.</translation>
    </message>
    <message numerus="yes">
        <source>The {n} loaded name does not begin with “{text}”; more could not be loaded.</source>
        <comment>None of the {n} loaded names begins with “{text}”; more could not be loaded.</comment>
        <translation>
            <numerusform>Der {n} geladene Name beginnt nicht mit „{text}“; weitere konnten nicht geladen werden.</numerusform>
            <numerusform>Keiner der {n} geladenen Namen beginnt mit „{text}“; weitere konnten nicht geladen werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is a site named “{name}” already.</source>
        <translation>Eine Verbindung mit dem Namen „{name}“ gibt es schon.</translation>
    </message>
    <message>
        <source>There is no D-Bus.</source>
        <translation>Es gibt keinen D-Bus.</translation>
    </message>
    <message>
        <source>There is no open parenthesis that this one could close.</source>
        <translation>Es gibt keine offene Klammer, die diese schließen könnte.</translation>
    </message>
    <message>
        <source>There is no site named “{name}”. Known sites: {known}.</source>
        <translation>Eine Verbindung mit dem Namen „{name}“ gibt es nicht. Bekannte Verbindungen: {known}.</translation>
    </message>
    <message>
        <source>There is no site named “{name}”: there are none yet.</source>
        <translation>Eine Verbindung mit dem Namen „{name}“ gibt es nicht: Es gibt noch keine.</translation>
    </message>
    <message>
        <source>There is no “/{path}” in this Bimplus.</source>
        <translation>„/{path}“ gibt es in diesem Bimplus nicht.</translation>
    </message>
    <message>
        <source>There is no “/{path}” on this BIMcloud.</source>
        <translation>„/{path}“ gibt es auf dieser BIMcloud nicht.</translation>
    </message>
    <message>
        <source>There is not enough free space in “{folder}”: {needed} are needed, {free} are free, {lacking} too little.</source>
        <translation>In „{folder}“ ist nicht genug Speicherplatz frei: {needed} werden benötigt, {free} sind frei, {lacking} fehlen.</translation>
    </message>
    <message>
        <source>There is nothing between the parentheses.</source>
        <translation>Zwischen den Klammern steht nichts.</translation>
    </message>
    <message>
        <source>There is nothing here.</source>
        <translation>Hier ist nichts.</translation>
    </message>
    <message>
        <source>There is something called “{name}” already.</source>
        <translation>Etwas mit dem Namen „{name}“ gibt es schon.</translation>
    </message>
    <message>
        <source>These revisions have not been compared yet.</source>
        <translation>Diese Revisionen wurden noch nicht verglichen.</translation>
    </message>
    <message>
        <source>This BIMcloud has no sign-in page. Sign in with user name and password.</source>
        <translation>Diese BIMcloud hat keine Anmeldeseite. Melden Sie sich mit Benutzername und Kennwort an.</translation>
    </message>
    <message>
        <source>This Bimplus does not know this operation.</source>
        <translation>Dieses Bimplus kennt diesen Vorgang nicht.</translation>
    </message>
    <message>
        <source>This Bimplus has no sign-in page. Sign in with e-mail address and password.</source>
        <translation>Dieses Bimplus hat keine Anmeldeseite. Melden Sie sich mit E-Mail-Adresse und Kennwort an.</translation>
    </message>
    <message>
        <source>This computer does not let the program wait for the browser. Sign in with a password.</source>
        <translation>Dieser Computer lässt das Programm nicht auf den Browser warten. Melden Sie sich mit einem Kennwort an.</translation>
    </message>
    <message>
        <source>This computer does not trust the certificate of {host}, so nothing was sent there.</source>
        <translation>Dieser Computer vertraut dem Zertifikat von {host} nicht, deshalb wurde nichts dorthin gesendet.</translation>
    </message>
    <message>
        <source>This computer offers no keychain, so the sign-in lasts until the program is closed.</source>
        <translation>Dieser Computer bietet keinen Schlüsselbund; die Anmeldung gilt, bis das Programm beendet wird.</translation>
    </message>
    <message>
        <source>This is a file, not a folder.</source>
        <translation>Das ist eine Datei, kein Ordner.</translation>
    </message>
    <message>
        <source>This is a folder, not a file.</source>
        <translation>Das ist ein Ordner, keine Datei.</translation>
    </message>
    <message>
        <source>This is nested too deep.</source>
        <translation>Das ist zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>This is no address of a proxy. One looks like http://proxy.example.com:8080.</source>
        <translation>Das ist keine Proxy-Adresse. Sie sieht zum Beispiel so aus: http://proxy.example.com:8080.</translation>
    </message>
    <message>
        <source>This is no project.</source>
        <translation>Das ist kein Projekt.</translation>
    </message>
    <message>
        <source>This is one version of a file. Choose the file itself.</source>
        <translation>Das ist eine Version einer Datei. Wählen Sie die Datei selbst.</translation>
    </message>
    <message>
        <source>This is the site itself.</source>
        <translation>Das ist die Verbindung selbst.</translation>
    </message>
    <message>
        <source>This name contains characters that are not valid text.</source>
        <translation>Dieser Name enthält Zeichen, die kein gültiger Text sind.</translation>
    </message>
    <message>
        <source>This parenthesis is not closed.</source>
        <translation>Diese Klammer wird nicht geschlossen.</translation>
    </message>
    <message>
        <source>This place belongs to every project and cannot be changed.</source>
        <translation>Dieser Ort gehört zu jedem Projekt und kann nicht geändert werden.</translation>
    </message>
    <message>
        <source>This quotation mark is not closed.</source>
        <translation>Dieses Anführungszeichen wird nicht geschlossen.</translation>
    </message>
    <message>
        <source>This range ends before it begins.</source>
        <translation>Dieser Bereich endet, bevor er beginnt.</translation>
    </message>
    <message>
        <source>This sign-in does not belong to the program. Start again from there.</source>
        <translation>Diese Anmeldung gehört nicht zum Programm. Beginnen Sie dort noch einmal.</translation>
    </message>
    <message>
        <source>This site has been removed.</source>
        <translation>Diese Verbindung wurde entfernt.</translation>
    </message>
    <message>
        <source>This team has a project called “{name}” already.</source>
        <translation>Dieses Team hat schon ein Projekt mit dem Namen „{name}“.</translation>
    </message>
    <message>
        <source>This version is no longer on the server.</source>
        <translation>Diese Version ist nicht mehr auf dem Server.</translation>
    </message>
    <message>
        <source>This version knows no cloud “{cloud}”, only: {known}.</source>
        <translation>Diese Programmversion kennt keine Cloud „{cloud}“, nur: {known}.</translation>
    </message>
    <message>
        <source>This was begun by “{user}”. Sign in as “{user}” to go on with it.</source>
        <translation>Dies hat „{user}“ begonnen. Melden Sie sich als „{user}“ an, um fortzufahren.</translation>
    </message>
    <message numerus="yes">
        <source>To the end: {n} so far</source>
        <comment>To the end: {n} so far</comment>
        <translation>
            <numerusform>Bis zum Ende: bisher {n}</numerusform>
            <numerusform>Bis zum Ende: bisher {n}</numerusform>
        </translation>
    </message>
    <message>
        <source>Topology</source>
        <translation>Topologie</translation>
    </message>
    <message numerus="yes">
        <source>Undo moving {n} entry</source>
        <comment>Undo moving {n} entries</comment>
        <translation>
            <numerusform>Verschieben von {n} Element rückgängig</numerusform>
            <numerusform>Verschieben von {n} Elementen rückgängig</numerusform>
        </translation>
    </message>
    <message>
        <source>User name or password is wrong, or this account can only sign in with the browser.</source>
        <translation>Benutzername oder Kennwort ist falsch, oder dieses Konto kann sich nur mit dem Browser anmelden.</translation>
    </message>
    <message>
        <source>User name or password is wrong.</source>
        <translation>Benutzername oder Kennwort ist falsch.</translation>
    </message>
    <message>
        <source>Waiting for the server, next try in {seconds} s.</source>
        <translation>Warten auf den Server, nächster Versuch in {seconds} s.</translation>
    </message>
    <message>
        <source>Waits for another transfer of “{name}” to the same folder.</source>
        <translation>Wartet auf eine andere Übertragung von „{name}“ in denselben Ordner.</translation>
    </message>
    <message>
        <source>What was kept of this transfer cannot be read.</source>
        <translation>Was von dieser Übertragung gespeichert war, kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>What was sent of “{name}” is not what came from its source, and it is visible already.</source>
        <translation>Was von „{name}“ gesendet wurde, ist nicht das, was von der Quelle kam, und es ist schon sichtbar.</translation>
    </message>
    <message>
        <source>What was sent of “{name}” is not what came from its source; it was not kept.</source>
        <translation>Was von „{name}“ gesendet wurde, stimmt nicht mit der Quelle überein; es wurde nicht behalten.</translation>
    </message>
    <message>
        <source>What was typed is not the name of the project, “{name}”. Nothing was deleted.</source>
        <translation>Was eingegeben wurde, ist nicht der Name des Projekts, „{name}“. Es wurde nichts gelöscht.</translation>
    </message>
    <message>
        <source>Wildcards belong to the name: name:*.if?</source>
        <translation>Platzhalter gehören zum Namen: name:*.if?</translation>
    </message>
    <message>
        <source>You are signed in. You can close this window and go on in BIM Explorer.</source>
        <translation>Sie sind angemeldet. Sie können dieses Fenster schließen und in BIM Explorer weitermachen.</translation>
    </message>
    <message>
        <source>You have no right to do this in Bimplus, or it is locked at the moment.</source>
        <translation>Sie haben in Bimplus keine Berechtigung dafür, oder es ist zurzeit gesperrt.</translation>
    </message>
    <message>
        <source>You have no right to do this in this project.</source>
        <translation>Sie haben in diesem Projekt keine Berechtigung dafür.</translation>
    </message>
    <message>
        <source>You have no right to do this on this BIMcloud.</source>
        <translation>Sie haben auf dieser BIMcloud keine Berechtigung dafür.</translation>
    </message>
    <message>
        <source>You have no right to do this with this file.</source>
        <translation>Sie haben für diese Datei keine Berechtigung dazu.</translation>
    </message>
    <message>
        <source>You have no right to make projects in this team.</source>
        <translation>Sie haben nicht das Recht, in diesem Team Projekte anzulegen.</translation>
    </message>
    <message>
        <source>You may make projects in this team.</source>
        <translation>Sie dürfen in diesem Team Projekte anlegen.</translation>
    </message>
    <message>
        <source>You may not make projects in this team.</source>
        <translation>Sie dürfen in diesem Team keine Projekte anlegen.</translation>
    </message>
    <message>
        <source>{address} is not a BIMcloud Manager.</source>
        <translation>{address} ist kein BIMcloud Manager.</translation>
    </message>
    <message>
        <source>{address} is not a Bimplus.</source>
        <translation>{address} ist kein Bimplus.</translation>
    </message>
    <message>
        <source>{author}, {when}: {text}</source>
        <translation>{author}, {when}: {text}</translation>
    </message>
    <message>
        <source>{author}: {text}</source>
        <translation>{author}: {text}</translation>
    </message>
    <message numerus="yes">
        <source>{failed} of {n} file could not be transferred. The first reason: {reason}</source>
        <comment>{failed} of {n} files could not be transferred. The first reason: {reason}</comment>
        <translation>
            <numerusform>{failed} von {n} Datei konnte nicht übertragen werden. Der erste Grund: {reason}</numerusform>
            <numerusform>{failed} von {n} Dateien konnten nicht übertragen werden. Der erste Grund: {reason}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{failed} of {n} file failed</source>
        <comment>{failed} of {n} files failed</comment>
        <translation>
            <numerusform>{failed} von {n} Datei fehlgeschlagen</numerusform>
            <numerusform>{failed} von {n} Dateien fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>{host} cannot be reached. Check the address and your connection.</source>
        <translation>{host} ist nicht erreichbar. Prüfen Sie die Adresse und Ihre Netzwerkverbindung.</translation>
    </message>
    <message>
        <source>{host} did not answer in time. Check your connection.</source>
        <translation>{host} hat nicht rechtzeitig geantwortet. Prüfen Sie Ihre Netzwerkverbindung.</translation>
    </message>
    <message>
        <source>{model}: {disciplines}</source>
        <translation>{model}: {disciplines}</translation>
    </message>
    <message>
        <source>{name} ({n})</source>
        <translation>{name} ({n})</translation>
    </message>
    <message numerus="yes">
        <source>{n} attribute</source>
        <comment>{n} attributes</comment>
        <translation>
            <numerusform>{n} Attribut</numerusform>
            <numerusform>{n} Attribute</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} byte</source>
        <comment>{n} bytes</comment>
        <translation>
            <numerusform>{n} Byte</numerusform>
            <numerusform>{n} Byte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} difference</source>
        <comment>{n} differences</comment>
        <translation>
            <numerusform>{n} Unterschied</numerusform>
            <numerusform>{n} Unterschiede</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} document is downloaded. The transfers show how far it is.</source>
        <comment>{n} documents are downloaded. The transfers show how far they are.</comment>
        <translation>
            <numerusform>{n} Dokument wird heruntergeladen. Die Übertragungen zeigen, wie weit es ist.</numerusform>
            <numerusform>{n} Dokumente werden heruntergeladen. Die Übertragungen zeigen, wie weit sie sind.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} entry</source>
        <comment>{n} entries</comment>
        <translation>
            <numerusform>{n} Element</numerusform>
            <numerusform>{n} Elemente</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} entry is back where it was.</source>
        <comment>{n} entries are back where they were.</comment>
        <translation>
            <numerusform>{n} Element ist wieder, wo es war.</numerusform>
            <numerusform>{n} Elemente sind wieder, wo sie waren.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} entry is loaded.</source>
        <comment>All {n} entries are loaded.</comment>
        <translation>
            <numerusform>{n} Element ist geladen.</numerusform>
            <numerusform>{n} Elemente sind geladen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} entry selected</source>
        <comment>{n} entries selected</comment>
        <translation>
            <numerusform>{n} Element ausgewählt</numerusform>
            <numerusform>{n} Elemente ausgewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} entry was moved to “{folder}”.</source>
        <comment>{n} entries were moved to “{folder}”.</comment>
        <translation>
            <numerusform>{n} Element wurde nach „{folder}“ verschoben.</numerusform>
            <numerusform>{n} Elemente wurden nach „{folder}“ verschoben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} entry, being put in order…</source>
        <comment>{n} entries, being put in order…</comment>
        <translation>
            <numerusform>{n} Eintrag, wird geordnet…</numerusform>
            <numerusform>{n} Einträge, werden geordnet…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} entry, in the server&apos;s order</source>
        <comment>{n} entries, in the server&apos;s order</comment>
        <translation>
            <numerusform>{n} Eintrag, in der Ordnung des Servers</numerusform>
            <numerusform>{n} Einträge, in der Ordnung des Servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file</source>
        <comment>{n} files</comment>
        <translation>
            <numerusform>{n} Datei</numerusform>
            <numerusform>{n} Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file cannot be transferred as it is.</source>
        <comment>{n} files cannot be transferred as they are.</comment>
        <translation>
            <numerusform>{n} Datei kann nicht übertragen werden, wie sie ist.</numerusform>
            <numerusform>{n} Dateien können nicht übertragen werden, wie sie sind.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file could not be deleted: {reason}</source>
        <comment>{n} files could not be deleted: {reason}</comment>
        <translation>
            <numerusform>{n} Datei konnte nicht gelöscht werden: {reason}</numerusform>
            <numerusform>{n} Dateien konnten nicht gelöscht werden: {reason}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file failed.</source>
        <comment>{n} files failed.</comment>
        <translation>
            <numerusform>{n} Datei ist fehlgeschlagen.</numerusform>
            <numerusform>{n} Dateien sind fehlgeschlagen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file from “{folder}”</source>
        <comment>{n} files from “{folder}”</comment>
        <translation>
            <numerusform>{n} Datei aus „{folder}“</numerusform>
            <numerusform>{n} Dateien aus „{folder}“</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file is already there: a decision is needed.</source>
        <comment>{n} files are already there: a decision is needed.</comment>
        <translation>
            <numerusform>{n} Datei ist schon vorhanden: Ihre Entscheidung ist nötig.</numerusform>
            <numerusform>{n} Dateien sind schon vorhanden: Ihre Entscheidung ist nötig.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file is done.</source>
        <comment>{n} files are done.</comment>
        <translation>
            <numerusform>{n} Datei ist fertig.</numerusform>
            <numerusform>{n} Dateien sind fertig.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file is left out</source>
        <comment>{n} files are left out</comment>
        <translation>
            <numerusform>{n} Datei wird ausgelassen</numerusform>
            <numerusform>{n} Dateien werden ausgelassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file is shared: others see its newest version now.</source>
        <comment>{n} files are shared: others see their newest versions now.</comment>
        <translation>
            <numerusform>{n} Datei ist freigegeben: Andere sehen jetzt ihre neueste Version.</numerusform>
            <numerusform>{n} Dateien sind freigegeben: Andere sehen jetzt ihre neuesten Versionen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file loaded, more below</source>
        <comment>{n} files loaded, more below</comment>
        <translation>
            <numerusform>{n} Datei geladen, weitere folgen unten</numerusform>
            <numerusform>{n} Dateien geladen, weitere folgen unten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file still needs an answer</source>
        <comment>{n} files still need an answer</comment>
        <translation>
            <numerusform>{n} Datei braucht noch eine Antwort</numerusform>
            <numerusform>{n} Dateien brauchen noch eine Antwort</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file waits.</source>
        <comment>{n} files wait.</comment>
        <translation>
            <numerusform>{n} Datei wartet.</numerusform>
            <numerusform>{n} Dateien warten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} file was left out.</source>
        <comment>{n} files were left out.</comment>
        <translation>
            <numerusform>{n} Datei wurde ausgelassen.</numerusform>
            <numerusform>{n} Dateien wurden ausgelassen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} folder</source>
        <comment>{n} folders</comment>
        <translation>
            <numerusform>{n} Ordner</numerusform>
            <numerusform>{n} Ordner</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} loaded, more below</source>
        <comment>{n} loaded, more below</comment>
        <translation>
            <numerusform>{n} geladen, weitere folgen unten</numerusform>
            <numerusform>{n} geladen, weitere folgen unten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} object</source>
        <comment>{n} objects</comment>
        <translation>
            <numerusform>{n} Objekt</numerusform>
            <numerusform>{n} Objekte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} object read so far…</source>
        <comment>{n} objects read so far…</comment>
        <translation>
            <numerusform>Bisher {n} Objekt gelesen…</numerusform>
            <numerusform>Bisher {n} Objekte gelesen…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} object was saved in “{file}”.</source>
        <comment>{n} objects were saved in “{file}”.</comment>
        <translation>
            <numerusform>{n} Objekt wurde in „{file}“ gespeichert.</numerusform>
            <numerusform>{n} Objekte wurden in „{file}“ gespeichert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} other could not be shared either; the details name it.</source>
        <comment>{n} others could not be shared either; the details name them.</comment>
        <translation>
            <numerusform>{n} weitere konnte auch nicht freigegeben werden; die Einzelheiten nennen sie.</numerusform>
            <numerusform>{n} weitere konnten auch nicht freigegeben werden; die Einzelheiten nennen sie.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} pair of revisions compared.</source>
        <comment>{n} pairs of revisions compared.</comment>
        <translation>
            <numerusform>{n} Paar von Revisionen verglichen.</numerusform>
            <numerusform>{n} Paare von Revisionen verglichen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} selected</source>
        <comment>{n} selected</comment>
        <translation>
            <numerusform>{n} ausgewählt</numerusform>
            <numerusform>{n} ausgewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} system file ({examples}) was left out.</source>
        <comment>{n} system files ({examples}) were left out.</comment>
        <translation>
            <numerusform>{n} Systemdatei ({examples}) wurde ausgelassen.</numerusform>
            <numerusform>{n} Systemdateien ({examples}) wurden ausgelassen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} transfer failed</source>
        <comment>{n} transfers failed</comment>
        <translation>
            <numerusform>{n} Übertragung fehlgeschlagen</numerusform>
            <numerusform>{n} Übertragungen fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} transfer needs you</source>
        <comment>{n} transfers need you</comment>
        <translation>
            <numerusform>{n} Übertragung braucht Sie</numerusform>
            <numerusform>{n} Übertragungen brauchen Sie</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} transfer of this site is not finished and will be cancelled.</source>
        <comment>{n} transfers of this site are not finished and will be cancelled.</comment>
        <translation>
            <numerusform>{n} Übertragung dieser Verbindung ist nicht abgeschlossen und wird abgebrochen.</numerusform>
            <numerusform>{n} Übertragungen dieser Verbindung sind nicht abgeschlossen und werden abgebrochen.</numerusform>
        </translation>
    </message>
    <message>
        <source>{sentence} The server says: “{message}”.</source>
        <translation>{sentence} Der Server meldet: „{message}“.</translation>
    </message>
    <message>
        <source>{state}: {count}</source>
        <translation>{state}: {count}</translation>
    </message>
    <message numerus="yes">
        <source>{title} ({n} file)</source>
        <comment>{title} ({n} files)</comment>
        <translation>
            <numerusform>{title} ({n} Datei)</numerusform>
            <numerusform>{title} ({n} Dateien)</numerusform>
        </translation>
    </message>
    <message>
        <source>{title}: {address}</source>
        <translation>{title}: {address}</translation>
    </message>
    <message numerus="yes">
        <source>{what} cannot be moved: {reason} Nothing was moved.</source>
        <comment>{what} cannot be moved: {reason} Nothing was moved.</comment>
        <translation>
            <numerusform>{what} kann nicht verschoben werden: {reason} Es wurde nichts verschoben.</numerusform>
            <numerusform>{what} können nicht verschoben werden: {reason} Es wurde nichts verschoben.</numerusform>
        </translation>
    </message>
    <message>
        <source>{word} has to stand between two conditions.</source>
        <translation>{word} muss zwischen zwei Bedingungen stehen.</translation>
    </message>
    <message>
        <source>“{field}” cannot be compared with {relation}; size and modified can.</source>
        <translation>„{field}“ kann nicht mit {relation} verglichen werden; size und modified können es.</translation>
    </message>
    <message>
        <source>“{model}” has no revision {number}.</source>
        <translation>„{model}“ hat keine Revision {number}.</translation>
    </message>
    <message>
        <source>“{name}” arrived differently from what was sent; it was not published.</source>
        <translation>„{name}“ ist anders angekommen, als es gesendet wurde; es wurde nicht veröffentlicht.</translation>
    </message>
    <message>
        <source>“{name}” became shorter while it was sent.</source>
        <translation>„{name}“ ist beim Senden kürzer geworden.</translation>
    </message>
    <message>
        <source>“{name}” came with another content than it should have; it is not opened.</source>
        <translation>„{name}“ kam mit einem anderen Inhalt als erwartet; die Datei wird nicht geöffnet.</translation>
    </message>
    <message>
        <source>“{name}” came with another content than it should have; it was not kept.</source>
        <translation>„{name}“ kam mit einem anderen Inhalt als erwartet; die Datei wurde nicht behalten.</translation>
    </message>
    <message>
        <source>“{name}” came with another size than the server lists for it; it was not kept.</source>
        <translation>„{name}“ kam mit einer anderen Größe, als der Server angibt; die Datei wurde nicht behalten.</translation>
    </message>
    <message>
        <source>“{name}” came with another size than the server lists; it is not opened.</source>
        <translation>„{name}“ kam mit einer anderen Größe, als der Server angibt; die Datei wird nicht geöffnet.</translation>
    </message>
    <message>
        <source>“{name}” cannot be copied into itself.</source>
        <translation>„{name}“ kann nicht in sich selbst kopiert werden.</translation>
    </message>
    <message>
        <source>“{name}” cannot be read.</source>
        <translation>„{name}“ kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>“{name}” cannot be read: its path is too long for this computer.</source>
        <translation>„{name}“ kann nicht gelesen werden: Der Pfad ist für diesen Computer zu lang.</translation>
    </message>
    <message>
        <source>“{name}” cannot be written there.</source>
        <translation>„{name}“ kann dort nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>“{name}” has only this version. It can only be deleted with the file itself.</source>
        <translation>„{name}“ hat nur diese Version. Sie kann nur mit der Datei selbst gelöscht werden.</translation>
    </message>
    <message>
        <source>“{name}” is a file on this computer, so no folder can be made there.</source>
        <translation>„{name}“ ist auf diesem Computer eine Datei; dort kann kein Ordner angelegt werden.</translation>
    </message>
    <message>
        <source>“{name}” is a folder on this computer.</source>
        <translation>„{name}“ ist auf diesem Computer ein Ordner.</translation>
    </message>
    <message>
        <source>“{name}” is a folder there, not a file.</source>
        <translation>„{name}“ ist dort ein Ordner, keine Datei.</translation>
    </message>
    <message>
        <source>“{name}” is a folder there.</source>
        <translation>„{name}“ ist dort ein Ordner.</translation>
    </message>
    <message>
        <source>“{name}” is already there on this computer.</source>
        <translation>„{name}“ ist auf diesem Computer schon vorhanden.</translation>
    </message>
    <message>
        <source>“{name}” is already there.</source>
        <translation>„{name}“ ist schon vorhanden.</translation>
    </message>
    <message>
        <source>“{name}” is being changed on the server.</source>
        <translation>„{name}“ wird auf dem Server gerade geändert.</translation>
    </message>
    <message>
        <source>“{name}” is being changed on the server. Try again in a moment.</source>
        <translation>„{name}“ wird auf dem Server gerade geändert. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>“{name}” is gone, so this cannot be undone.</source>
        <translation>„{name}“ gibt es nicht mehr; das kann nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>“{name}” is neither a file nor a folder.</source>
        <translation>„{name}“ ist weder eine Datei noch ein Ordner.</translation>
    </message>
    <message>
        <source>“{name}” is not a file, so it cannot be copied.</source>
        <translation>„{name}“ ist keine Datei und kann deshalb nicht kopiert werden.</translation>
    </message>
    <message>
        <source>“{name}” is not a file, so it cannot be downloaded.</source>
        <translation>„{name}“ ist keine Datei und kann deshalb nicht heruntergeladen werden.</translation>
    </message>
    <message>
        <source>“{name}” is not a folder there, so nothing can be put into it.</source>
        <translation>„{name}“ ist dort kein Ordner; es kann nichts hineingelegt werden.</translation>
    </message>
    <message>
        <source>“{name}” is not a plain file.</source>
        <translation>„{name}“ ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>“{name}” is nothing that can be searched for. Did you mean “{meant}”?</source>
        <translation>Nach „{name}“ kann nicht gesucht werden. Meinten Sie „{meant}“?</translation>
    </message>
    <message>
        <source>“{name}” is nothing that can be searched for. Write one of {fields}, or put it in quotes.</source>
        <translation>Nach „{name}“ kann nicht gesucht werden. Schreiben Sie eines von {fields}, oder setzen Sie es in Anführungszeichen.</translation>
    </message>
    <message>
        <source>“{name}” is sent twice to the same folder.</source>
        <translation>„{name}“ wird zweimal in denselben Ordner gesendet.</translation>
    </message>
    <message>
        <source>“{name}” is too large to be fetched for its picture.</source>
        <translation>„{name}“ ist zu groß, um für die Miniatur geladen zu werden.</translation>
    </message>
    <message>
        <source>“{name}” leads out of the chosen folder and was left alone.</source>
        <translation>„{name}“ führt aus dem gewählten Ordner hinaus und wurde nicht angetastet.</translation>
    </message>
    <message>
        <source>“{name}” lies in a folder or structure too. Take it out of there first.</source>
        <translation>„{name}“ liegt auch in einem Ordner oder einer Struktur. Nehmen Sie die Datei zuerst dort heraus.</translation>
    </message>
    <message>
        <source>“{name}” lies in other folders too, so it cannot lie outside of all.</source>
        <translation>„{name}“ liegt auch in anderen Ordnern und kann deshalb nicht außerhalb aller liegen.</translation>
    </message>
    <message>
        <source>“{name}” no longer exists on this computer.</source>
        <translation>„{name}“ gibt es auf diesem Computer nicht mehr.</translation>
    </message>
    <message>
        <source>“{name}” of the set could not be sent, so nothing of it was.</source>
        <translation>„{name}“ aus dem Satz konnte nicht gesendet werden, deshalb wurde nichts davon veröffentlicht.</translation>
    </message>
    <message>
        <source>“{name}” was changed before it was sent.</source>
        <translation>„{name}“ wurde vor dem Senden geändert.</translation>
    </message>
    <message>
        <source>“{name}” was changed while it was sent.</source>
        <translation>„{name}“ wurde während des Sendens geändert.</translation>
    </message>
    <message>
        <source>“{name}” was renamed or moved again meanwhile, so this cannot be undone.</source>
        <translation>„{name}“ wurde inzwischen noch einmal umbenannt oder verschoben; das kann nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>“{other}” goes to the same folder, and a cloud may take both names for one.</source>
        <translation>„{other}“ kommt in denselben Ordner, und eine Cloud könnte beide Namen für gleich halten.</translation>
    </message>
    <message>
        <source>“{path}” cannot be written on this computer.</source>
        <translation>„{path}“ kann auf diesem Computer nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>“{text}” is larger than any file can be.</source>
        <translation>„{text}“ ist größer, als eine Datei sein kann.</translation>
    </message>
    <message>
        <source>“{text}” is no day. Write 2026-01-31, today, yesterday, 7d, 2w, 3m or 1y.</source>
        <translation>„{text}“ ist kein Tag. Schreiben Sie 2026-01-31, today, yesterday, 7d, 2w, 3m oder 1y.</translation>
    </message>
    <message>
        <source>“{text}” is no size. Write for example 500kB, 10MB or 1.5GiB.</source>
        <translation>„{text}“ ist keine Größe. Schreiben Sie zum Beispiel 500kB, 10MB oder 1.5GiB.</translation>
    </message>
    <message>
        <source>“{typed}” is not a valid address.</source>
        <translation>„{typed}“ ist keine gültige Adresse.</translation>
    </message>
    <message numerus="yes">
        <source>… and {n} more</source>
        <comment>… and {n} more</comment>
        <translation>
            <numerusform>… und {n} weiteres</numerusform>
            <numerusform>… und {n} weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;About BIM Explorer</source>
        <translation>Ü&amp;ber BIM Explorer</translation>
    </message>
    <message>
        <source>&amp;Add site…</source>
        <translation>Verbindung &amp;hinzufügen…</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Copy from sample project…</source>
        <translation>Von &amp;Beispielprojekt kopieren…</translation>
    </message>
    <message>
        <source>&amp;Delete project…</source>
        <translation>Projekt &amp;löschen…</translation>
    </message>
    <message>
        <source>&amp;Download…</source>
        <translation>&amp;Herunterladen…</translation>
    </message>
    <message>
        <source>&amp;Edit project…</source>
        <translation>Projekt &amp;bearbeiten…</translation>
    </message>
    <message>
        <source>&amp;Edit site…</source>
        <translation>Verbindung bearbei&amp;ten…</translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation>&amp;Vorwärts</translation>
    </message>
    <message>
        <source>&amp;Go to address…</source>
        <translation>&amp;Adresse eingeben…</translation>
    </message>
    <message>
        <source>&amp;Home</source>
        <translation>&amp;Startseite</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkombinationen</translation>
    </message>
    <message>
        <source>&amp;New folder…</source>
        <translation>&amp;Neuer Ordner…</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>&amp;Neues Projekt…</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>Aktualisie&amp;ren</translation>
    </message>
    <message>
        <source>&amp;Remove site…</source>
        <translation>Verbindung &amp;entfernen…</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Search…</source>
        <translation>&amp;Suchen…</translation>
    </message>
    <message>
        <source>&amp;Sign in…</source>
        <translation>&amp;Anmelden…</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Add book&amp;mark</source>
        <translation>Lesezeichen hinzufü&amp;gen</translation>
    </message>
    <message>
        <source>All of them become visible at the same moment, or none does.</source>
        <translation>Alle werden im selben Moment sichtbar oder keine.</translation>
    </message>
    <message>
        <source>Copy lin&amp;k</source>
        <translation>L&amp;ink kopieren</translation>
    </message>
    <message>
        <source>Copy pat&amp;h</source>
        <translation>&amp;Pfad kopieren</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>Auss&amp;chneiden</translation>
    </message>
    <message>
        <source>De&amp;lete…</source>
        <translation>&amp;Löschen…</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Open a folder first.</source>
        <translation>Öffnen Sie zuerst einen Ordner.</translation>
    </message>
    <message>
        <source>P&amp;roperties</source>
        <translation>Eigenschaf&amp;ten</translation>
    </message>
    <message>
        <source>Publish files as one &amp;set…</source>
        <translation>Dateien als &amp;Satz veröffentlichen…</translation>
    </message>
    <message>
        <source>Re&amp;name site…</source>
        <translation>Verbindung &amp;umbenennen…</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>Ei&amp;nstellungen…</translation>
    </message>
    <message>
        <source>S&amp;hare</source>
        <translation>Frei&amp;geben</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>&amp;Alles auswählen</translation>
    </message>
    <message>
        <source>Select one entry only.</source>
        <translation>Wählen Sie nur ein Element aus.</translation>
    </message>
    <message>
        <source>Select something first.</source>
        <translation>Wählen Sie zuerst etwas aus.</translation>
    </message>
    <message>
        <source>Send &amp;to…</source>
        <translation>Senden &amp;an…</translation>
    </message>
    <message>
        <source>Set &amp;picture…</source>
        <translation>Bil&amp;d festlegen…</translation>
    </message>
    <message>
        <source>Sho&amp;w in folder</source>
        <translation>Im Ordner an&amp;zeigen</translation>
    </message>
    <message>
        <source>Show &amp;log…</source>
        <translation>&amp;Protokoll anzeigen…</translation>
    </message>
    <message>
        <source>Show it in its folder to rename it.</source>
        <translation>Zeigen Sie es in seinem Ordner an, um es umzubenennen.</translation>
    </message>
    <message>
        <source>Sign &amp;out</source>
        <translation>A&amp;bmelden</translation>
    </message>
    <message>
        <source>There is nothing to undo. What was deleted cannot be brought back.</source>
        <translation>Es gibt nichts rückgängig zu machen. Gelöschtes kann nicht zurückgeholt werden.</translation>
    </message>
    <message>
        <source>These are hits of a search. End it to change the folder.</source>
        <translation>Dies sind Suchtreffer. Beenden Sie die Suche, um den Ordner zu ändern.</translation>
    </message>
    <message>
        <source>This cloud shows each file as soon as it has arrived. It cannot publish several at the same moment.</source>
        <translation>Diese Cloud zeigt jede Datei, sobald sie angekommen ist. Sie kann nicht mehrere im selben Augenblick veröffentlichen.</translation>
    </message>
    <message>
        <source>This is for what a search has found.</source>
        <translation>Das gilt nur für Suchtreffer.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>Hochladen</translation>
    </message>
    <message>
        <source>Upload &amp;files…</source>
        <translation>&amp;Dateien hochladen…</translation>
    </message>
    <message>
        <source>Upload fold&amp;er…</source>
        <translation>&amp;Ordner hochladen…</translation>
    </message>
    <message>
        <source>Upload new &amp;version…</source>
        <translation>Neue &amp;Version hochladen…</translation>
    </message>
    <message>
        <source>{command} ({keys})</source>
        <translation>{command} ({keys})</translation>
    </message>
    <message>
        <source>“{name}” is a project. It is deleted by itself, with “Delete project…” in the menu “File”, “Project”.</source>
        <translation>„{name}“ ist ein Projekt. Es wird für sich gelöscht, mit „Projekt löschen…“ im Menü „Datei“, „Projekt“.</translation>
    </message>
</context>
<context>
    <name>AddSiteDialog</name>
    <message>
        <source>Add site</source>
        <translation>Verbindung hinzufügen</translation>
    </message>
</context>
<context>
    <name>AddressBar</name>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
</context>
<context>
    <name>AttributesModel</name>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>After (revision {number})</source>
        <translation>Nachher (Revision {number})</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>Attribut</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>Before (revision {number})</source>
        <translation>Vorher (Revision {number})</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>gleich</translation>
    </message>
</context>
<context>
    <name>BookmarksPanel</name>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Remove bookmark</source>
        <translation>Lesezeichen &amp;entfernen</translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>Lesezeichen</translation>
    </message>
    <message>
        <source>Drop a folder here to keep it as a bookmark.</source>
        <translation>Ziehen Sie einen Ordner hierher, um ihn als Lesezeichen zu behalten.</translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation>U&amp;mbenennen</translation>
    </message>
</context>
<context>
    <name>CacheSettings</name>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>A file that you open or look at is kept here, so that it opens at once the next time. Those not used for longest go first.</source>
        <translation>Dateien, die Sie öffnen oder ansehen, werden hier aufbewahrt, damit sie sich beim nächsten Mal sofort öffnen. Am längsten nicht verwendete werden zuerst entfernt.</translation>
    </message>
    <message>
        <source>Clea&amp;r now</source>
        <translation>Jetzt &amp;leeren</translation>
    </message>
    <message>
        <source>Copies of opened files</source>
        <translation>Kopien geöffneter Dateien</translation>
    </message>
    <message>
        <source>Copies of {size} are in use, and stay.</source>
        <translation>Kopien von {size} sind in Gebrauch und bleiben erhalten.</translation>
    </message>
    <message>
        <source>Copies of {size} are kept now.</source>
        <translation>Zurzeit werden Kopien von {size} aufbewahrt.</translation>
    </message>
    <message>
        <source>Copies that are open, were opened since the program was started, or were changed by another program stay.</source>
        <translation>Kopien, die offen sind, seit dem Programmstart geöffnet oder von einem anderen Programm geändert wurden, bleiben erhalten.</translation>
    </message>
    <message>
        <source>Keep copies of up to</source>
        <translation>Kopien aufbewahren bis</translation>
    </message>
    <message>
        <source>Looking at what is here…</source>
        <translation>Vorhandenes wird gezählt…</translation>
    </message>
    <message>
        <source>No copies are kept now.</source>
        <translation>Zurzeit werden keine Kopien aufbewahrt.</translation>
    </message>
    <message>
        <source>Removing copies…</source>
        <translation>Kopien werden entfernt…</translation>
    </message>
</context>
<context>
    <name>Carrying</name>
    <message>
        <source>Between sites entries are copied and never moved: the originals stay in “{site}”. Delete them there once the copies are complete.</source>
        <translation>Zwischen Verbindungen werden Elemente kopiert und nie verschoben: Die Originale bleiben in „{site}“. Löschen Sie sie dort, sobald die Kopien vollständig sind.</translation>
    </message>
    <message>
        <source>Copy instead</source>
        <translation>Stattdessen kopieren</translation>
    </message>
    <message>
        <source>It is in this folder already.</source>
        <translation>Es ist schon in diesem Ordner.</translation>
    </message>
    <message>
        <source>There are no files on the clipboard. Copy some here or in your file manager first.</source>
        <translation>In der Zwischenablage sind keine Dateien. Kopieren Sie zuerst welche, hier oder in Ihrem Dateimanager.</translation>
    </message>
</context>
<context>
    <name>CloudChoice</name>
    <message>
        <source>Kind of cloud</source>
        <translation>Art der Cloud</translation>
    </message>
</context>
<context>
    <name>CloudCommands</name>
    <message>
        <source>Share nothing more; what is shared stays so</source>
        <translation>Nichts mehr freigeben; was freigegeben ist, bleibt es</translation>
    </message>
    <message>
        <source>Wait no longer; the picture may be set all the same</source>
        <translation>Nicht länger warten; das Bild wird vielleicht trotzdem gesetzt</translation>
    </message>
</context>
<context>
    <name>ComparisonCommands</name>
    <message>
        <source>Choose an object first.</source>
        <translation>Wählen Sie zuerst ein Objekt.</translation>
    </message>
    <message>
        <source>Close all groups</source>
        <translation>Alle Gruppen schließen</translation>
    </message>
    <message>
        <source>Commands of the comparison</source>
        <translation>Befehle des Vergleichs</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy ids</source>
        <translation>IDs kopieren</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Documents of this object</source>
        <translation>Dokumente dieses Objekts</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>History of this object…</source>
        <translation>Verlauf dieses Objekts…</translation>
    </message>
    <message>
        <source>Open all groups</source>
        <translation>Alle Gruppen öffnen</translation>
    </message>
    <message>
        <source>There is nothing to export.</source>
        <translation>Es gibt nichts zu exportieren.</translation>
    </message>
    <message>
        <source>Wait until everything is read.</source>
        <translation>Warten Sie, bis alles gelesen ist.</translation>
    </message>
</context>
<context>
    <name>ComparisonDetails</name>
    <message>
        <source>Attributes</source>
        <translation>Attribute</translation>
    </message>
    <message>
        <source>Attributes before and after</source>
        <translation>Attribute vorher und nachher</translation>
    </message>
    <message>
        <source>Choose an object to see its attributes</source>
        <translation>Wählen Sie ein Objekt, um seine Attribute zu sehen</translation>
    </message>
    <message>
        <source>Copy attributes</source>
        <translation>Attribute kopieren</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>No attribute differs.</source>
        <translation>Kein Attribut ist verschieden.</translation>
    </message>
    <message>
        <source>No attributes are told</source>
        <translation>Es werden keine Attribute genannt</translation>
    </message>
    <message>
        <source>Only the shape is another</source>
        <translation>Nur die Form ist eine andere</translation>
    </message>
    <message>
        <source>The chosen object</source>
        <translation>Das gewählte Objekt</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>Ohne Namen</translation>
    </message>
</context>
<context>
    <name>ComparisonDialog</name>
    <message>
        <source>Comparing…</source>
        <translation>Wird verglichen…</translation>
    </message>
    <message>
        <source>Comparison of “{model}”</source>
        <translation>Vergleich von „{model}“</translation>
    </message>
    <message>
        <source>No object is like that</source>
        <translation>Kein Objekt ist so</translation>
    </message>
    <message>
        <source>Nothing differs between these revisions</source>
        <translation>Zwischen diesen Revisionen ist nichts verschieden</translation>
    </message>
    <message>
        <source>Nothing was compared</source>
        <translation>Es wurde nichts verglichen</translation>
    </message>
    <message>
        <source>Objects that are not the same in both revisions</source>
        <translation>Objekte, die nicht in beiden Revisionen gleich sind</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>The comparison is limited to {what}.</source>
        <translation>Der Vergleich ist beschränkt auf {what}.</translation>
    </message>
    <message>
        <source>Try fewer or other words, kinds or types.</source>
        <translation>Versuchen Sie es mit weniger oder anderen Wörtern, Arten oder Typen.</translation>
    </message>
    <message>
        <source>{seen} of {objects}</source>
        <translation>{seen} von {objects}</translation>
    </message>
    <message>
        <source>{text}, {n} selected</source>
        <translation>{text}, {n} ausgewählt</translation>
    </message>
</context>
<context>
    <name>ComparisonDocuments</name>
    <message>
        <source>Another version</source>
        <translation>Andere Version</translation>
    </message>
    <message>
        <source>At revision {number}; after it, there is no such object.</source>
        <translation>Bei Revision {number}; danach gibt es dieses Objekt nicht mehr.</translation>
    </message>
    <message>
        <source>At revision {number}; before, there was no such object.</source>
        <translation>Bei Revision {number}; vorher gab es dieses Objekt nicht.</translation>
    </message>
    <message>
        <source>Choose a document first.</source>
        <translation>Wählen Sie zuerst ein Dokument.</translation>
    </message>
    <message>
        <source>Choose an object to see its documents</source>
        <translation>Wählen Sie ein Objekt, um seine Dokumente zu sehen</translation>
    </message>
    <message>
        <source>Commands for documents</source>
        <translation>Befehle für Dokumente</translation>
    </message>
    <message>
        <source>Copy names</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Documents of the object</source>
        <translation>Dokumente des Objekts</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>Herunterladen…</translation>
    </message>
    <message>
        <source>Loading the documents…</source>
        <translation>Die Dokumente werden geladen…</translation>
    </message>
    <message>
        <source>Neither at revision {lower} nor at revision {higher}.</source>
        <translation>Weder bei Revision {lower} noch bei Revision {higher}.</translation>
    </message>
    <message>
        <source>No documents hang on it</source>
        <translation>Es hängen keine Dokumente daran</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>The documents are not known</source>
        <translation>Die Dokumente sind nicht bekannt</translation>
    </message>
</context>
<context>
    <name>ComparisonExport</name>
    <message>
        <source>CSV table (*.csv)</source>
        <translation>CSV-Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel-Arbeitsmappe (*.xlsx)</translation>
    </message>
    <message>
        <source>Export the comparison</source>
        <translation>Vergleich exportieren</translation>
    </message>
    <message>
        <source>{model}, revisions {lower} and {higher}</source>
        <translation>{model}, Revisionen {lower} und {higher}</translation>
    </message>
</context>
<context>
    <name>ComparisonFilter</name>
    <message>
        <source>All types</source>
        <translation>Alle Typen</translation>
    </message>
    <message>
        <source>Any attribute</source>
        <translation>Beliebiges Attribut</translation>
    </message>
    <message>
        <source>Attribute that changed</source>
        <translation>Geändertes Attribut</translation>
    </message>
    <message>
        <source>Filter by name, type, id or attribute</source>
        <translation>Nach Name, Typ, ID oder Attribut filtern</translation>
    </message>
    <message>
        <source>Filter the objects</source>
        <translation>Objekte filtern</translation>
    </message>
    <message>
        <source>Grouped by discipline</source>
        <translation>Nach Disziplin gruppiert</translation>
    </message>
    <message>
        <source>Grouped by type</source>
        <translation>Nach Typ gruppiert</translation>
    </message>
    <message>
        <source>No type is told</source>
        <translation>Kein Typ genannt</translation>
    </message>
    <message>
        <source>Not grouped</source>
        <translation>Nicht gruppiert</translation>
    </message>
    <message>
        <source>Type of the objects</source>
        <translation>Typ der Objekte</translation>
    </message>
    <message>
        <source>What stands together</source>
        <translation>Was zusammensteht</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>Ohne Namen</translation>
    </message>
</context>
<context>
    <name>ComparisonHeading</name>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Vergleichen</translation>
    </message>
    <message>
        <source>&amp;Limit…</source>
        <translation>&amp;Beschränken…</translation>
    </message>
    <message>
        <source>&amp;with</source>
        <translation>&amp;mit</translation>
    </message>
    <message>
        <source>Compare only some objects or attributes</source>
        <translation>Nur manche Objekte oder Attribute vergleichen</translation>
    </message>
    <message>
        <source>Earlier revision</source>
        <translation>Frühere Revision</translation>
    </message>
    <message>
        <source>Later revision</source>
        <translation>Spätere Revision</translation>
    </message>
    <message>
        <source>Limit the comparison</source>
        <translation>Vergleich beschränken</translation>
    </message>
    <message>
        <source>Limited to {what}</source>
        <translation>Beschränkt auf {what}</translation>
    </message>
</context>
<context>
    <name>ComparisonLimitsDialog</name>
    <message>
        <source>&amp;Tell every changed attribute</source>
        <translation>&amp;Jedes geänderte Attribut angeben</translation>
    </message>
    <message>
        <source>A name of the list, or an id</source>
        <translation>Ein Name aus der Liste oder eine ID</translation>
    </message>
    <message>
        <source>All objects</source>
        <translation>Alle Objekte</translation>
    </message>
    <message>
        <source>Any; or ids of attributes with ; between them</source>
        <translation>Beliebig; oder IDs von Attributen, durch ; getrennt</translation>
    </message>
    <message>
        <source>Asking for the filters and selections of the project…</source>
        <translation>Die Filter und Auswahlen des Projekts werden erfragt…</translation>
    </message>
    <message>
        <source>Changed attributes</source>
        <translation>Geänderte Attribute</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Compare everything</source>
        <translation>Alles vergleichen</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Limit the comparison</source>
        <translation>Vergleich beschränken</translation>
    </message>
    <message>
        <source>New, deleted and moved objects are told in any case.</source>
        <translation>Neue, gelöschte und verschobene Objekte werden immer genannt.</translation>
    </message>
    <message>
        <source>Objects in the &amp;selection</source>
        <translation>Objekte in der &amp;Auswahl</translation>
    </message>
    <message>
        <source>Objects that meet the &amp;filter</source>
        <translation>Objekte, die dem &amp;Filter entsprechen</translation>
    </message>
    <message>
        <source>Only what fits all of this is compared and told.</source>
        <translation>Nur was alldem entspricht, wird verglichen und genannt.</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>The server calculates it anew for a selection, and for everything after that.</source>
        <translation>Der Server rechnet für eine Auswahl neu, und danach noch einmal für alles.</translation>
    </message>
    <message>
        <source>Where one of these &amp;attributes changed</source>
        <translation>Mit einem dieser geänderten A&amp;ttribute</translation>
    </message>
    <message>
        <source>Which filters and selections there are is not known.</source>
        <translation>Welche Filter und Auswahlen es gibt, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Without that, a large model is read quicker.</source>
        <translation>Ohne das wird ein großes Modell schneller gelesen.</translation>
    </message>
</context>
<context>
    <name>ComparisonModel</name>
    <message>
        <source>Changed attributes</source>
        <translation>Geänderte Attribute</translation>
    </message>
    <message>
        <source>Discipline</source>
        <translation>Disziplin</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>No discipline is told</source>
        <translation>Keine Disziplin genannt</translation>
    </message>
    <message>
        <source>No type is told</source>
        <translation>Kein Typ genannt</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>Ohne Namen</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>{name} (before: {before})</source>
        <translation>{name} (vorher: {before})</translation>
    </message>
    <message>
        <source>{name} ({n})</source>
        <translation>{name} ({n})</translation>
    </message>
</context>
<context>
    <name>ComparisonReading</name>
    <message>
        <source>Somebody has these revisions compared again and again while they are read.</source>
        <translation>Jemand lässt diese Revisionen immer wieder neu vergleichen, während sie gelesen werden.</translation>
    </message>
</context>
<context>
    <name>ComparisonState</name>
    <message>
        <source>Asking the server…</source>
        <translation>Der Server wird gefragt…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Compared {when} by {author}.</source>
        <translation>Verglichen {when} von {author}.</translation>
    </message>
    <message>
        <source>Compared {when}.</source>
        <translation>Verglichen {when}.</translation>
    </message>
    <message>
        <source>Compared.</source>
        <translation>Verglichen.</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>Vergleich läuft</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortfahren</translation>
    </message>
    <message>
        <source>Recalculate</source>
        <translation>Neu berechnen</translation>
    </message>
    <message>
        <source>The model was changed since. {calculated}</source>
        <translation>Das Modell wurde seitdem geändert. {calculated}</translation>
    </message>
    <message>
        <source>The server is comparing the revisions… {time}</source>
        <translation>Der Server vergleicht die Revisionen… {time}</translation>
    </message>
    <message>
        <source>This is not all, or nothing.</source>
        <translation>Das ist nicht alles, oder nichts.</translation>
    </message>
</context>
<context>
    <name>ComparisonWindows</name>
    <message>
        <source>There are no models here.</source>
        <translation>Hier gibt es keine Modelle.</translation>
    </message>
</context>
<context>
    <name>ConfirmDeleteDialog</name>
    <message>
        <source>At least {what}, {size}.</source>
        <translation>Mindestens {what}, {size}.</translation>
    </message>
    <message>
        <source>At least {what}, {size}; still counting…</source>
        <translation>Mindestens {what}, {size}; es wird noch gezählt…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete everything in the folder</source>
        <translation>Alles im Ordner löschen</translation>
    </message>
    <message>
        <source>Delete everything in the folders</source>
        <translation>Alles in den Ordnern löschen</translation>
    </message>
    <message>
        <source>Delete file</source>
        <translation>Datei löschen</translation>
    </message>
    <message>
        <source>Delete folder</source>
        <translation>Ordner löschen</translation>
    </message>
    <message>
        <source>Delete {what}</source>
        <translation>{what} löschen</translation>
    </message>
    <message>
        <source>Delete {what} from {site}?</source>
        <translation>{what} aus {site} löschen?</translation>
    </message>
    <message>
        <source>Delete “{name}” from {site}?</source>
        <translation>„{name}“ aus {site} löschen?</translation>
    </message>
    <message>
        <source>Everything in the folder is deleted too. This cannot be undone.</source>
        <translation>Auch alles im Ordner wird gelöscht. Das kann nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>Everything in the folders is deleted too. This cannot be undone.</source>
        <translation>Auch alles in den Ordnern wird gelöscht. Das kann nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>First tick “{step}”.</source>
        <translation>Setzen Sie zuerst das Häkchen bei „{step}“.</translation>
    </message>
    <message>
        <source>In all {what}, {size}.</source>
        <translation>Insgesamt {what}, {size}.</translation>
    </message>
    <message>
        <source>It could not be counted to the end: {reason}</source>
        <translation>Es konnte nicht zu Ende gezählt werden: {reason}</translation>
    </message>
    <message>
        <source>The folder is empty.</source>
        <translation>Der Ordner ist leer.</translation>
    </message>
    <message>
        <source>The folders are empty.</source>
        <translation>Die Ordner sind leer.</translation>
    </message>
    <message>
        <source>This cannot be undone.</source>
        <translation>Das kann nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>{files} and {folders}</source>
        <translation>{files} und {folders}</translation>
    </message>
</context>
<context>
    <name>ConflictBar</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortfahren</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Show all…</source>
        <translation>Alle anzeigen…</translation>
    </message>
    <message>
        <source>Show everything that is asked about this drop in one table</source>
        <translation>Alle Fragen zu diesem Auftrag in einer Tabelle anzeigen</translation>
    </message>
    <message>
        <source>Transfer everything that can be, and leave the rest out</source>
        <translation>Alles übertragen, was möglich ist, und den Rest auslassen</translation>
    </message>
    <message>
        <source>Transfer nothing of it</source>
        <translation>Nichts davon übertragen</translation>
    </message>
</context>
<context>
    <name>ContentsHeader</name>
    <message>
        <source>&amp;Columns</source>
        <translation>S&amp;palten</translation>
    </message>
    <message>
        <source>&amp;Fit widths to contents</source>
        <translation>&amp;Breiten an Inhalt anpassen</translation>
    </message>
    <message>
        <source>&amp;Move and size</source>
        <translation>An&amp;ordnen und Größe ändern</translation>
    </message>
    <message>
        <source>&amp;Narrower</source>
        <translation>&amp;Schmaler</translation>
    </message>
    <message>
        <source>&amp;Reset columns</source>
        <translation>Spalten &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Wider</source>
        <translation>&amp;Breiter</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Move &amp;left</source>
        <translation>Nach &amp;links</translation>
    </message>
    <message>
        <source>Move &amp;right</source>
        <translation>Nach &amp;rechts</translation>
    </message>
    <message>
        <source>The name is always shown.</source>
        <translation>Der Name wird immer angezeigt.</translation>
    </message>
</context>
<context>
    <name>ContentsModel</name>
    <message>
        <source>Cut</source>
        <translation>Ausgeschnitten</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Besitzer</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>This cloud cannot sort by this column.</source>
        <translation>Diese Cloud kann nach dieser Spalte nicht sortieren.</translation>
    </message>
    <message>
        <source>This cloud does not tell who changed an entry.</source>
        <translation>Diese Cloud teilt nicht mit, wer ein Element geändert hat.</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
</context>
<context>
    <name>ContentsView</name>
    <message>
        <source>Contents of the folder</source>
        <translation>Inhalt des Ordners</translation>
    </message>
</context>
<context>
    <name>CrumbArrow</name>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
</context>
<context>
    <name>CrumbFolders</name>
    <message>
        <source>Sign in to see what is inside.</source>
        <translation>Melden Sie sich an, um den Inhalt zu sehen.</translation>
    </message>
</context>
<context>
    <name>DecisionsModel</name>
    <message>
        <source>Choose…</source>
        <translation>Auswählen…</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Vorgehen</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
</context>
<context>
    <name>DecisionsSheet</name>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Apply and continue</source>
        <translation>Anwenden und fortfahren</translation>
    </message>
    <message>
        <source>Cancel transfer</source>
        <translation>Übertragung abbrechen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortfahren</translation>
    </message>
    <message>
        <source>Decide about files</source>
        <translation>Über Dateien entscheiden</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>Später entscheiden</translation>
    </message>
    <message>
        <source>Download the others</source>
        <translation>Die anderen herunterladen</translation>
    </message>
    <message>
        <source>Everything that is clear goes ahead meanwhile.</source>
        <translation>Alles, was klar ist, wird inzwischen übertragen.</translation>
    </message>
    <message>
        <source>Files to decide about</source>
        <translation>Dateien, über die zu entscheiden ist</translation>
    </message>
    <message>
        <source>For all {n}:</source>
        <translation>Für alle {n}:</translation>
    </message>
    <message>
        <source>For the {n} selected:</source>
        <translation>Für die {n} ausgewählten:</translation>
    </message>
    <message>
        <source>Nothing is downloaded before you have looked at this.</source>
        <translation>Es wird nichts heruntergeladen, bevor Sie dies angesehen haben.</translation>
    </message>
    <message>
        <source>Nothing is sent before you have looked at this.</source>
        <translation>Es wird nichts gesendet, bevor Sie dies angesehen haben.</translation>
    </message>
    <message>
        <source>Press Space to choose what happens with the selected files</source>
        <translation>Mit der Leertaste wählen Sie, was mit den ausgewählten Dateien geschieht</translation>
    </message>
    <message>
        <source>Send the others</source>
        <translation>Die anderen senden</translation>
    </message>
</context>
<context>
    <name>DeleteProjectDialog</name>
    <message>
        <source>Delete project</source>
        <translation>Projekt löschen</translation>
    </message>
    <message>
        <source>Delete the project “{name}” from {site}?</source>
        <translation>Das Projekt „{name}“ aus {site} löschen?</translation>
    </message>
    <message>
        <source>Deleting the project…</source>
        <translation>Das Projekt wird gelöscht…</translation>
    </message>
    <message>
        <source>Everything in it is deleted too, all models and documents, for everybody who works with it. This cannot be undone.</source>
        <translation>Alles darin wird mit gelöscht, alle Modelle und Dokumente, für alle, die damit arbeiten. Das kann nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>First type the name of the project.</source>
        <translation>Geben Sie zuerst den Namen des Projekts ein.</translation>
    </message>
    <message>
        <source>Looking up what is in it…</source>
        <translation>Es wird nachgesehen, was darin ist…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>The sign-in has ended. Sign in again to go on; nothing was deleted.</source>
        <translation>Die Anmeldung ist abgelaufen. Melden Sie sich erneut an, um fortzufahren; es wurde nichts gelöscht.</translation>
    </message>
    <message>
        <source>To delete it, type its name: {name}</source>
        <translation>Um es zu löschen, geben Sie seinen Namen ein: {name}</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>A desktop file manager for BIMcloud and Bimplus.</source>
        <translation>Ein Dateimanager für BIMcloud und Bimplus.</translation>
    </message>
    <message>
        <source>About BIM Explorer</source>
        <translation>Über BIM Explorer</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Quit BIM Explorer while transfers are not finished?</source>
        <translation>BIM Explorer trotz laufender Übertragungen beenden?</translation>
    </message>
    <message>
        <source>Quit; continue next time</source>
        <translation>Beenden und später fortsetzen</translation>
    </message>
    <message>
        <source>They go on when BIM Explorer is started the next time. What has arrived is not sent again.</source>
        <translation>Sie werden beim nächsten Start von BIM Explorer fortgesetzt. Was angekommen ist, wird nicht noch einmal gesendet.</translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Properties</source>
        <translation>Eigenschaften</translation>
    </message>
    <message>
        <source>Revisions</source>
        <translation>Revisionen</translation>
    </message>
    <message>
        <source>Show &amp;properties</source>
        <translation>Eigenschaf&amp;ten anzeigen</translation>
    </message>
    <message>
        <source>Show &amp;transfers</source>
        <translation>Ü&amp;bertragungen anzeigen</translation>
    </message>
    <message>
        <source>Show &amp;versions</source>
        <translation>Ver&amp;sionen anzeigen</translation>
    </message>
    <message>
        <source>Show previe&amp;w</source>
        <translation>&amp;Vorschau anzeigen</translation>
    </message>
    <message>
        <source>Show revisi&amp;ons</source>
        <translation>Revisi&amp;onen anzeigen</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>What lies behind each other</source>
        <translation>Was hintereinander liegt</translation>
    </message>
</context>
<context>
    <name>DocumentCommands</name>
    <message>
        <source>Another program has changed the copy of “{file}” on this computer. The file of the cloud is opened instead; the changed copy stays where it is: {folder}</source>
        <translation>Ein anderes Programm hat die Kopie von „{file}“ auf diesem Computer geändert. Stattdessen wird die Datei der Cloud geöffnet; die geänderte Kopie bleibt, wo sie ist: {folder}</translation>
    </message>
    <message>
        <source>Download and open</source>
        <translation>Herunterladen und öffnen</translation>
    </message>
    <message>
        <source>Download documents to</source>
        <translation>Dokumente herunterladen nach</translation>
    </message>
    <message>
        <source>Opening {file}…</source>
        <translation>{file} wird geöffnet…</translation>
    </message>
    <message>
        <source>“{file}” has {size}. To open it, all of it has to be downloaded.</source>
        <translation>„{file}“ ist {size} groß. Zum Öffnen muss die ganze Datei heruntergeladen werden.</translation>
    </message>
</context>
<context>
    <name>DocumentsModel</name>
    <message>
        <source>At revision</source>
        <translation>Bei Revision</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>Geändert von</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokument</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>at revision {numbers}</source>
        <translation>bei Revision {numbers}</translation>
    </message>
    <message>
        <source>{one} and {other}</source>
        <translation>{one} und {other}</translation>
    </message>
</context>
<context>
    <name>DragOut</name>
    <message>
        <source>Download…</source>
        <translation>Herunterladen…</translation>
    </message>
    <message>
        <source>Folders cannot be dragged to other programs. Download them to a folder of yours.</source>
        <translation>Ordner können nicht in andere Programme gezogen werden. Laden Sie sie in einen eigenen Ordner herunter.</translation>
    </message>
    <message>
        <source>So many files cannot be dragged at once. Download them to a folder of yours.</source>
        <translation>So viele Dateien können nicht auf einmal gezogen werden. Laden Sie sie in einen eigenen Ordner herunter.</translation>
    </message>
</context>
<context>
    <name>DragOutLine</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy to the clipboard, to paste it in your file manager</source>
        <translation>In die Zwischenablage kopieren, um es in Ihrem Dateimanager einzufügen</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>It is here: drag it now.</source>
        <translation>Die Datei ist da: Ziehen Sie sie jetzt.</translation>
    </message>
    <message>
        <source>The rest was handed over. {what} are being downloaded, drag them when they are here.</source>
        <translation>Der Rest wurde übergeben. {what} werden heruntergeladen; ziehen Sie sie, sobald sie da sind.</translation>
    </message>
    <message>
        <source>The rest was handed over. “{file}” is being downloaded, drag it when it is here.</source>
        <translation>Der Rest wurde übergeben. „{file}“ wird heruntergeladen; ziehen Sie die Datei, sobald sie da ist.</translation>
    </message>
    <message>
        <source>They are here: drag them now.</source>
        <translation>Die Dateien sind da: Ziehen Sie sie jetzt.</translation>
    </message>
    <message>
        <source>{what} are being downloaded. Drag them again when they are here.</source>
        <translation>{what} werden heruntergeladen. Ziehen Sie sie noch einmal, sobald sie da sind.</translation>
    </message>
    <message>
        <source>{what} are here: drag them now.</source>
        <translation>{what} sind da: Ziehen Sie sie jetzt.</translation>
    </message>
    <message>
        <source>{what} out of {all} here: drag them now. The transfers tell about the others.</source>
        <translation>{what} von {all} sind da: Ziehen Sie sie jetzt. Über die übrigen geben die Übertragungen Auskunft.</translation>
    </message>
    <message>
        <source>{what} were not downloaded. The transfers tell why.</source>
        <translation>{what} wurden nicht heruntergeladen. Den Grund nennen die Übertragungen.</translation>
    </message>
    <message>
        <source>{what}, {size}: to drag them to another program, download them first.</source>
        <translation>{what}, {size}: Um sie in ein anderes Programm zu ziehen, laden Sie sie zuerst herunter.</translation>
    </message>
    <message>
        <source>“{file}” has {size}. To drag it to another program, it has to be downloaded first.</source>
        <translation>„{file}“ ist {size} groß. Um die Datei in ein anderes Programm zu ziehen, muss sie zuerst heruntergeladen werden.</translation>
    </message>
    <message>
        <source>“{file}” is being downloaded. Drag it again when it is here.</source>
        <translation>„{file}“ wird heruntergeladen. Ziehen Sie die Datei noch einmal, sobald sie da ist.</translation>
    </message>
    <message>
        <source>“{file}” is here: drag it now.</source>
        <translation>„{file}“ ist da: Ziehen Sie die Datei jetzt.</translation>
    </message>
    <message>
        <source>“{file}” was not downloaded. The transfers tell why.</source>
        <translation>„{file}“ wurde nicht heruntergeladen. Den Grund nennen die Übertragungen.</translation>
    </message>
</context>
<context>
    <name>EditSiteDialog</name>
    <message>
        <source>Edit site</source>
        <translation>Verbindung bearbeiten</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>You will have to sign in again: the sign-in that is kept was made with what was here.</source>
        <translation>Sie müssen sich danach neu anmelden: Die gespeicherte Anmeldung wurde mit dem gemacht, was hier stand.</translation>
    </message>
</context>
<context>
    <name>EntryCommands</name>
    <message>
        <source>Another program has changed the copy of “{file}” on this computer. The file of the cloud is opened instead; the changed copy stays where it is.</source>
        <translation>Ein anderes Programm hat die Kopie von „{file}“ auf diesem Computer geändert. Stattdessen wird die Datei aus der Cloud geöffnet; die geänderte Kopie bleibt, wo sie ist.</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Download and open</source>
        <translation>Herunterladen und öffnen</translation>
    </message>
    <message>
        <source>Download {what} to</source>
        <translation>{what} herunterladen nach</translation>
    </message>
    <message>
        <source>Download “{name}” to</source>
        <translation>„{name}“ herunterladen nach</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>Neuer Ordner</translation>
    </message>
    <message>
        <source>New folder in “{folder}”:</source>
        <translation>Neuer Ordner in „{folder}“:</translation>
    </message>
    <message>
        <source>Only the entries that are loaded are selected. Scroll down to load more of them.</source>
        <translation>Nur die geladenen Elemente sind ausgewählt. Blättern Sie nach unten, um weitere zu laden.</translation>
    </message>
    <message>
        <source>Open anyway</source>
        <translation>Trotzdem öffnen</translation>
    </message>
    <message>
        <source>Publish files as one set</source>
        <translation>Dateien als Satz veröffentlichen</translation>
    </message>
    <message>
        <source>Show its folder</source>
        <translation>Ordner anzeigen</translation>
    </message>
    <message>
        <source>Upload a folder</source>
        <translation>Ordner hochladen</translation>
    </message>
    <message>
        <source>Upload files</source>
        <translation>Dateien hochladen</translation>
    </message>
    <message>
        <source>“{file}” has {size}. To open it, all of it has to be downloaded.</source>
        <translation>„{file}“ ist {size} groß. Zum Öffnen muss die ganze Datei heruntergeladen werden.</translation>
    </message>
    <message>
        <source>“{file}” is a program. Open it only if you trust who put it there.</source>
        <translation>„{file}“ ist ein Programm. Öffnen Sie es nur, wenn Sie der Person vertrauen, die es dort abgelegt hat.</translation>
    </message>
</context>
<context>
    <name>EntryView</name>
    <message>
        <source>No entry of this folder has “{text}” in its name.</source>
        <translation>Kein Element dieses Ordners enthält „{text}“ im Namen.</translation>
    </message>
    <message>
        <source>No entry that is loaded has “{text}” in its name.</source>
        <translation>Kein geladenes Element enthält „{text}“ im Namen.</translation>
    </message>
    <message>
        <source>No name fits</source>
        <translation>Kein Name passt</translation>
    </message>
</context>
<context>
    <name>FactsPage</name>
    <message>
        <source>What is known of both versions</source>
        <translation>Was von beiden Versionen bekannt ist</translation>
    </message>
    <message>
        <source>different</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>the same in both versions</source>
        <translation>in beiden Versionen gleich</translation>
    </message>
    <message>
        <source>{fact}, {version}</source>
        <translation>{fact}, {version}</translation>
    </message>
</context>
<context>
    <name>FileOpener</name>
    <message>
        <source>This computer has no program for “{file}”.</source>
        <translation>Auf diesem Computer gibt es kein Programm für „{file}“.</translation>
    </message>
</context>
<context>
    <name>FolderMenu</name>
    <message>
        <source>No folders inside</source>
        <translation>Keine Ordner darin</translation>
    </message>
    <message>
        <source>Show all in the list</source>
        <translation>Alle in der Liste zeigen</translation>
    </message>
</context>
<context>
    <name>FolderView</name>
    <message>
        <source>Too many entries were selected here and there: nothing is selected any more.</source>
        <translation>Es waren zu viele verstreute Elemente ausgewählt: Jetzt ist nichts mehr ausgewählt.</translation>
    </message>
</context>
<context>
    <name>FreeDesktop</name>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
</context>
<context>
    <name>GeneralSettings</name>
    <message>
        <source>&amp;Appearance</source>
        <translation>&amp;Erscheinungsbild</translation>
    </message>
    <message>
        <source>&amp;Keep the computer awake while files are transferred</source>
        <translation>&amp;Computer wach halten, während Dateien übertragen werden</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Tell when long transfers have ended</source>
        <translation>Das Ende &amp;langer Übertragungen melden</translation>
    </message>
    <message>
        <source>Another language is spoken from the next start.</source>
        <translation>Eine andere Sprache gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Files of up to 8 MB are downloaded for them, as they come into sight. They stay on this computer until this is switched off.</source>
        <translation>Dafür werden Dateien bis 8 MB heruntergeladen, sobald sie sichtbar werden. Sie bleiben auf diesem Computer, bis dies ausgeschaltet wird.</translation>
    </message>
    <message>
        <source>Icon view</source>
        <translation>Symbolansicht</translation>
    </message>
    <message>
        <source>Look and language</source>
        <translation>Aussehen und Sprache</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Only while another window is in front.</source>
        <translation>Nur, während ein anderes Fenster im Vordergrund ist.</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>Show t&amp;humbnails of images</source>
        <translation>&amp;Miniaturen von Bildern anzeigen</translation>
    </message>
    <message>
        <source>The screen may still go dark. Closing the lid still puts the computer to sleep.</source>
        <translation>Der Bildschirm darf weiterhin dunkel werden. Das Schließen des Deckels versetzt den Computer weiterhin in den Ruhezustand.</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Copy path in the cloud</source>
        <translation>Pfad in der Cloud kopieren</translation>
    </message>
    <message>
        <source>Copy path on this computer</source>
        <translation>Pfad auf diesem Computer kopieren</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Files that were transferred, newest first</source>
        <translation>Übertragene Dateien, neueste zuerst</translation>
    </message>
    <message>
        <source>Files that were uploaded or downloaded are listed here.</source>
        <translation>Hier stehen Dateien, die hoch- oder heruntergeladen wurden.</translation>
    </message>
    <message>
        <source>History actions</source>
        <translation>Befehle für den Verlauf</translation>
    </message>
    <message>
        <source>Nothing found for “{words}”</source>
        <translation>Nichts gefunden für „{words}“</translation>
    </message>
    <message>
        <source>Nothing has been transferred yet</source>
        <translation>Es wurde noch nichts übertragen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Save receipt</source>
        <translation>Nachweis speichern</translation>
    </message>
    <message>
        <source>Save receipt of the selection…</source>
        <translation>Nachweis der Auswahl speichern…</translation>
    </message>
    <message>
        <source>Save receipt…</source>
        <translation>Nachweis speichern…</translation>
    </message>
    <message>
        <source>Search in names, places and users</source>
        <translation>In Namen, Orten und Benutzern suchen</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>Verlauf durchsuchen</translation>
    </message>
    <message>
        <source>Show in the cloud</source>
        <translation>In der Cloud anzeigen</translation>
    </message>
    <message>
        <source>Show on this computer</source>
        <translation>Auf diesem Computer anzeigen</translation>
    </message>
    <message>
        <source>Transfer history</source>
        <translation>Übertragungsverlauf</translation>
    </message>
    <message>
        <source>Try fewer or other words.</source>
        <translation>Versuchen Sie es mit weniger oder anderen Wörtern.</translation>
    </message>
    <message>
        <source>size checked</source>
        <translation>Größe geprüft</translation>
    </message>
    <message>
        <source>{text}, {n} selected</source>
        <translation>{text}, {n} ausgewählt</translation>
    </message>
    <message>
        <source>“{folder}” is no longer on this computer.</source>
        <translation>„{folder}“ gibt es auf diesem Computer nicht mehr.</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>Attribut</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Festgehalten</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revision</translation>
    </message>
    <message>
        <source>SHA-256 {hash}</source>
        <translation>SHA-256 {hash}</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>removed site</source>
        <translation>entfernte Verbindung</translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>&amp;Edit…</source>
        <translation>&amp;Bearbeiten…</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>&amp;Entfernen…</translation>
    </message>
    <message>
        <source>&amp;Sign in…</source>
        <translation>&amp;Anmelden…</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>E&amp;rneut versuchen</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>&amp;Umbenennen…</translation>
    </message>
    <message>
        <source>Sign &amp;out</source>
        <translation>A&amp;bmelden</translation>
    </message>
</context>
<context>
    <name>IconsView</name>
    <message>
        <source>Contents of the folder</source>
        <translation>Inhalt des Ordners</translation>
    </message>
</context>
<context>
    <name>KindButton</name>
    <message>
        <source>Show only these; press again to show all</source>
        <translation>Nur diese zeigen; erneut drücken, um alle zu zeigen</translation>
    </message>
    <message>
        <source>{kind}: {objects}</source>
        <translation>{kind}: {objects}</translation>
    </message>
</context>
<context>
    <name>KindsBar</name>
    <message>
        <source>What happened to how many objects</source>
        <translation>Was mit wie vielen Objekten geschah</translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>The link leads to a site named “{site}”, and there is none of that name here.</source>
        <translation>Der Link führt zu einer Verbindung namens „{site}“; eine solche gibt es hier nicht.</translation>
    </message>
    <message>
        <source>“{link}” is no link to a place; one looks like bimx://SITE/path.</source>
        <translation>„{link}“ ist kein Link zu einem Ort; einer sieht so aus: bimx://VERBINDUNG/Pfad.</translation>
    </message>
</context>
<context>
    <name>LiveWords</name>
    <message>
        <source>By others: {new} new, {changed} changed, {removed} removed</source>
        <translation>Von anderen: {new} neu, {changed} geändert, {removed} entfernt</translation>
    </message>
    <message>
        <source>The server has not answered since {time}</source>
        <translation>Der Server antwortet seit {time} nicht</translation>
    </message>
    <message>
        <source>The server was restored from a backup: what is shown was read again. Nothing on this computer was changed.</source>
        <translation>Der Server wurde aus einer Sicherung wiederhergestellt: Die Anzeige wurde neu gelesen. Auf diesem Computer wurde nichts geändert.</translation>
    </message>
    <message>
        <source>“{name}” was added</source>
        <translation>„{name}“ wurde hinzugefügt</translation>
    </message>
    <message>
        <source>“{name}” was changed</source>
        <translation>„{name}“ wurde geändert</translation>
    </message>
    <message>
        <source>“{name}” was removed</source>
        <translation>„{name}“ wurde entfernt</translation>
    </message>
</context>
<context>
    <name>LogViewer</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Save support file…</source>
        <translation>&amp;Supportdatei speichern…</translation>
    </message>
    <message>
        <source>&amp;Warnings and errors only</source>
        <translation>Nur &amp;Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>No line to show.</source>
        <translation>Keine Zeile anzuzeigen.</translation>
    </message>
    <message>
        <source>Passwords and sign-ins are never written into the log or the support file.</source>
        <translation>Kennwörter und Anmeldungen werden nie in das Protokoll oder die Supportdatei geschrieben.</translation>
    </message>
    <message>
        <source>Save support file</source>
        <translation>Supportdatei speichern</translation>
    </message>
    <message>
        <source>Show lines with</source>
        <translation>Zeilen anzeigen mit</translation>
    </message>
    <message>
        <source>The support file “{name}” is written. Look into it before you send it.</source>
        <translation>Die Supportdatei „{name}“ ist geschrieben. Sehen Sie hinein, bevor Sie sie versenden.</translation>
    </message>
    <message>
        <source>Zip archive (*.zip)</source>
        <translation>ZIP-Archiv (*.zip)</translation>
    </message>
</context>
<context>
    <name>LookingPage</name>
    <message>
        <source>Asking the server how to sign in…</source>
        <translation>Der Server wird nach der Art der Anmeldung gefragt…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Close this message (Esc)</source>
        <translation>Diese Meldung schließen (Esc)</translation>
    </message>
    <message>
        <source>Copies message and details to the clipboard</source>
        <translation>Kopiert Meldung und Details in die Zwischenablage</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>Details…</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Error: {sentence}</source>
        <translation>Fehler: {sentence}</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>Information</translation>
    </message>
    <message>
        <source>Shows the technical text of this error</source>
        <translation>Zeigt den technischen Text dieses Fehlers</translation>
    </message>
    <message>
        <source>Technical details</source>
        <translation>Technische Details</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>MoveQuestion</name>
    <message>
        <source>As far as their names are taken there, too</source>
        <translation>Soweit auch deren Namen dort vergeben sind</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Leave it where it is</source>
        <translation>Am Ort lassen</translation>
    </message>
    <message>
        <source>Move it under another name, such as “plan (2).pdf”</source>
        <translation>Unter einem anderen Namen verschieben, etwa „Plan (2).pdf“</translation>
    </message>
    <message>
        <source>Move nothing more</source>
        <translation>Nichts weiter verschieben</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
</context>
<context>
    <name>Moves</name>
    <message>
        <source>Move nothing more; what has moved stays where it is</source>
        <translation>Nichts mehr verschieben; was verschoben ist, bleibt, wo es ist</translation>
    </message>
    <message>
        <source>Moving to “{folder}”…</source>
        <translation>Wird nach „{folder}“ verschoben…</translation>
    </message>
    <message>
        <source>Not moved: {names}.</source>
        <translation>Nicht verschoben: {names}.</translation>
    </message>
    <message>
        <source>Nothing was moved.</source>
        <translation>Es wurde nichts verschoben.</translation>
    </message>
    <message>
        <source>“{name}” could not be moved: {reason}</source>
        <translation>„{name}“ konnte nicht verschoben werden: {reason}</translation>
    </message>
    <message>
        <source>“{name}” is already there in “{folder}”.</source>
        <translation>„{name}“ ist in „{folder}“ schon vorhanden.</translation>
    </message>
</context>
<context>
    <name>NameDelegate</name>
    <message>
        <source>New name</source>
        <translation>Neuer Name</translation>
    </message>
</context>
<context>
    <name>NamePrompt</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>NavigationModel</name>
    <message>
        <source>Signed in as {user}</source>
        <translation>Angemeldet als {user}</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>wird verbunden…</translation>
    </message>
    <message>
        <source>not reachable</source>
        <translation>nicht erreichbar</translation>
    </message>
    <message>
        <source>signed out</source>
        <translation>abgemeldet</translation>
    </message>
    <message>
        <source>{cloud} at {address}</source>
        <translation>{cloud} auf {address}</translation>
    </message>
    <message>
        <source>{site} ({state})</source>
        <translation>{site} ({state})</translation>
    </message>
</context>
<context>
    <name>NavigationView</name>
    <message>
        <source>Sites and folders</source>
        <translation>Verbindungen und Ordner</translation>
    </message>
</context>
<context>
    <name>NetworkSettings</name>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>&amp;Choose…</source>
        <translation>Aus&amp;wählen…</translation>
    </message>
    <message>
        <source>&amp;None</source>
        <translation>&amp;Keiner</translation>
    </message>
    <message>
        <source>&amp;This one:</source>
        <translation>&amp;Dieser:</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>Adresse des Proxys</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>As the &amp;system has it</source>
        <translation>Wie im &amp;System eingestellt</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer)</source>
        <translation>Zertifikate (*.pem *.crt *.cer)</translation>
    </message>
    <message>
        <source>File of certificates</source>
        <translation>Zertifikatsdatei</translation>
    </message>
    <message>
        <source>Give up &amp;reaching a server after</source>
        <translation>Verbindungs&amp;aufbau abbrechen nach</translation>
    </message>
    <message>
        <source>Give up an answer that &amp;stops for</source>
        <translation>Antwort abbrechen bei Stillsta&amp;nd von</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>Wartezeiten</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Those of the operating system are trusted. If your office has one of its own that is not among them, choose its file.</source>
        <translation>Denen des Betriebssystems wird vertraut. Hat Ihr Büro ein eigenes, das nicht dabei ist, wählen Sie dessen Datei.</translation>
    </message>
</context>
<context>
    <name>NewVersions</name>
    <message>
        <source>Copy to this folder</source>
        <translation>In diesen Ordner kopieren</translation>
    </message>
    <message>
        <source>It keeps its name, and its older versions stay.</source>
        <translation>Sie behält ihren Namen, und ihre älteren Versionen bleiben.</translation>
    </message>
    <message>
        <source>Mind that the two are files of different types.</source>
        <translation>Beachten Sie, dass die beiden Dateien verschiedener Art sind.</translation>
    </message>
    <message>
        <source>New version of “{file}”</source>
        <translation>Neue Version von „{file}“</translation>
    </message>
    <message>
        <source>New version of “{file}” from “{source}”?</source>
        <translation>Neue Version von „{file}“ aus „{source}“?</translation>
    </message>
    <message>
        <source>New version of “{file}”?</source>
        <translation>Neue Version von „{file}“?</translation>
    </message>
    <message>
        <source>Upload to this folder</source>
        <translation>In diesen Ordner hochladen</translation>
    </message>
</context>
<context>
    <name>NewsMark</name>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
</context>
<context>
    <name>NodeTable</name>
    <message>
        <source>Changed a moment ago</source>
        <translation>Eben geändert</translation>
    </message>
    <message>
        <source>Could not load: {reason} Retry</source>
        <translation>Laden fehlgeschlagen: {reason} Erneut versuchen</translation>
    </message>
    <message>
        <source>Empty folder</source>
        <translation>Leerer Ordner</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>New: added a moment ago</source>
        <translation>Neu: eben hinzugefügt</translation>
    </message>
    <message>
        <source>{name}, changed</source>
        <translation>{name}, geändert</translation>
    </message>
    <message>
        <source>{name}, new</source>
        <translation>{name}, neu</translation>
    </message>
</context>
<context>
    <name>NumberedRows</name>
    <message>
        <source>{number} (newest)</source>
        <translation>{number} (neueste)</translation>
    </message>
</context>
<context>
    <name>ObjectHistoryDialog</name>
    <message>
        <source>Asking for the revisions…</source>
        <translation>Die Revisionen werden erfragt…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancelled. Not all revisions were looked at.</source>
        <translation>Abgebrochen. Es wurden nicht alle Revisionen angesehen.</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortfahren</translation>
    </message>
    <message>
        <source>History of “{name}”</source>
        <translation>Verlauf von „{name}“</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Es wird nachgesehen…</translation>
    </message>
    <message>
        <source>Nothing was found to have happened to it</source>
        <translation>Es wurde nichts gefunden, was damit geschehen wäre</translation>
    </message>
    <message>
        <source>{done} of {all} pairs of revisions compared…</source>
        <translation>{done} von {all} Paaren von Revisionen verglichen…</translation>
    </message>
</context>
<context>
    <name>OfferPage</name>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Sign in with a password instead</source>
        <translation>Stattdessen mit Kennwort anmelden</translation>
    </message>
    <message>
        <source>Sign in with the browser</source>
        <translation>Mit dem Browser anmelden</translation>
    </message>
    <message>
        <source>Your web browser opens the sign-in page of the server itself. BIM Explorer never sees your password; it goes on by itself once you are signed in.</source>
        <translation>Ihr Webbrowser öffnet die Anmeldeseite des Servers selbst. BIM Explorer sieht Ihr Kennwort nie; sobald Sie angemeldet sind, geht es von allein weiter.</translation>
    </message>
</context>
<context>
    <name>OnlyContent</name>
    <message>
        <source>Content revision</source>
        <translation>Inhaltsrevision</translation>
    </message>
    <message>
        <source>Hash and revision are known only of what was uploaded from this computer and not changed since.</source>
        <translation>Prüfsumme und Revision sind nur von dem bekannt, was von diesem Computer hochgeladen und seitdem nicht geändert wurde.</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>SHA-256 of the content</source>
        <translation>SHA-256 des Inhalts</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>This content was uploaded from this computer, and verified.</source>
        <translation>Dieser Inhalt wurde von diesem Computer hochgeladen und geprüft.</translation>
    </message>
</context>
<context>
    <name>OpenQuestions</name>
    <message>
        <source>{way} · Nothing has been transferred yet.</source>
        <translation>{way} · Es wurde noch nichts übertragen.</translation>
    </message>
</context>
<context>
    <name>Operations</name>
    <message>
        <source>Deleting {what}…</source>
        <translation>{what} werden gelöscht…</translation>
    </message>
    <message>
        <source>Deleting “{name}”…</source>
        <translation>„{name}“ wird gelöscht…</translation>
    </message>
</context>
<context>
    <name>PasswordPage</name>
    <message>
        <source>&amp;Password</source>
        <translation>&amp;Kennwort</translation>
    </message>
    <message>
        <source>&amp;Show password</source>
        <translation>Kennwort an&amp;zeigen</translation>
    </message>
    <message>
        <source>&amp;User name</source>
        <translation>&amp;Benutzername</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>Anmeldung läuft</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
</context>
<context>
    <name>PictureComparison</name>
    <message>
        <source>Both pictures are the same, pixel by pixel.</source>
        <translation>Beide Bilder sind gleich, Pixel für Pixel.</translation>
    </message>
    <message>
        <source>Fit into the window</source>
        <translation>In das Fenster einpassen</translation>
    </message>
    <message>
        <source>How much of the newer picture is uncovered</source>
        <translation>Wie viel vom neueren Bild aufgedeckt ist</translation>
    </message>
    <message>
        <source>How much of the newer picture shows through</source>
        <translation>Wie stark das neuere Bild durchscheint</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>One pixel for each pixel</source>
        <translation>Ein Pixel je Pixel</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Überlagert</translation>
    </message>
    <message>
        <source>Pictures of {older} and {newer}</source>
        <translation>Bilder von {older} und {newer}</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>Swipe</source>
        <translation>Aufgedeckt</translation>
    </message>
    <message>
        <source>{percent} (fits)</source>
        <translation>{percent} (eingepasst)</translation>
    </message>
</context>
<context>
    <name>PlaceCommands</name>
    <message>
        <source>&amp;Clear this list</source>
        <translation>Diese Liste &amp;leeren</translation>
    </message>
    <message>
        <source>&amp;Recent places</source>
        <translation>Zul&amp;etzt besuchte Orte</translation>
    </message>
    <message>
        <source>(removed site)</source>
        <translation>(entfernte Verbindung)</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
    <message>
        <source>Remove bookmark</source>
        <translation>Lesezeichen entfernen</translation>
    </message>
    <message>
        <source>The bookmark “{name}” is removed.</source>
        <translation>Das Lesezeichen „{name}“ ist entfernt.</translation>
    </message>
    <message>
        <source>The folder of the bookmark “{name}” is no longer there: {address}</source>
        <translation>Den Ordner des Lesezeichens „{name}“ gibt es nicht mehr: {address}</translation>
    </message>
    <message>
        <source>The site of the bookmark “{name}” is no longer here.</source>
        <translation>Die Verbindung des Lesezeichens „{name}“ gibt es hier nicht mehr.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>“{gone}” is no longer there.</source>
        <translation>„{gone}“ ist nicht mehr vorhanden.</translation>
    </message>
    <message>
        <source>“{gone}” is no longer there. This is the nearest folder that is.</source>
        <translation>„{gone}“ ist nicht mehr vorhanden. Dies ist der nächstgelegene Ordner, den es noch gibt.</translation>
    </message>
</context>
<context>
    <name>PlaceDrops</name>
    <message>
        <source>Sign in to this site first, then drop it again.</source>
        <translation>Melden Sie sich zuerst bei dieser Verbindung an, und ziehen Sie es dann noch einmal hierher.</translation>
    </message>
    <message>
        <source>“{name}” is not a folder any more.</source>
        <translation>„{name}“ ist kein Ordner mehr.</translation>
    </message>
</context>
<context>
    <name>PreviewPanel</name>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Error: {sentence}</source>
        <translation>Fehler: {sentence}</translation>
    </message>
    <message>
        <source>Loading the preview</source>
        <translation>Vorschau wird geladen</translation>
    </message>
    <message>
        <source>Nothing is selected</source>
        <translation>Nichts ausgewählt</translation>
    </message>
    <message>
        <source>Only the beginning is shown.</source>
        <translation>Nur der Anfang wird angezeigt.</translation>
    </message>
    <message>
        <source>Only the header is shown.</source>
        <translation>Nur der Dateikopf wird angezeigt.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open “{file}”</source>
        <translation>„{file}“ öffnen</translation>
    </message>
    <message>
        <source>Picture “{file}”, {size}</source>
        <translation>Bild „{file}“, {size}</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Select a file to see here what is in it.</source>
        <translation>Wählen Sie eine Datei aus, um hier ihren Inhalt zu sehen.</translation>
    </message>
    <message>
        <source>Show preview</source>
        <translation>Vorschau anzeigen</translation>
    </message>
    <message>
        <source>Text of “{file}”</source>
        <translation>Text von „{file}“</translation>
    </message>
    <message>
        <source>This file is empty.</source>
        <translation>Diese Datei ist leer.</translation>
    </message>
    <message>
        <source>This is no text, though its name says so.</source>
        <translation>Das ist kein Text, auch wenn der Name es sagt.</translation>
    </message>
    <message>
        <source>To show it, {size} have to be downloaded.</source>
        <translation>Für die Anzeige müssen {size} heruntergeladen werden.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Very long lines are cut.</source>
        <translation>Sehr lange Zeilen sind gekürzt.</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} Pixel</translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>BIM Explorer cannot start</source>
        <translation>BIM Explorer kann nicht starten</translation>
    </message>
    <message>
        <source>Demo user: {user}, password: {password}</source>
        <translation>Demo-Benutzer: {user}, Kennwort: {password}</translation>
    </message>
    <message>
        <source>The list of transfers was damaged and begins anew. What was not finished has to be started again.</source>
        <translation>Die Übertragungsliste war beschädigt und beginnt neu. Was nicht abgeschlossen war, muss noch einmal gestartet werden.</translation>
    </message>
    <message>
        <source>The settings could not be read completely. What was in their file is kept as “{name}”.</source>
        <translation>Die Einstellungen konnten nicht vollständig gelesen werden. Der Inhalt ihrer Datei wird als „{name}“ aufbewahrt.</translation>
    </message>
</context>
<context>
    <name>ProjectCommands</name>
    <message>
        <source>Changing the project…</source>
        <translation>Das Projekt wird geändert…</translation>
    </message>
    <message>
        <source>Copy from sample project</source>
        <translation>Von Beispielprojekt kopieren</translation>
    </message>
    <message>
        <source>Copying the project…</source>
        <translation>Das Projekt wird kopiert…</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Creating the project…</source>
        <translation>Das Projekt wird angelegt…</translation>
    </message>
    <message>
        <source>Edit project “{name}”</source>
        <translation>Projekt „{name}“ bearbeiten</translation>
    </message>
    <message>
        <source>Make a copy</source>
        <translation>Kopie anlegen</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>Picture of “{name}”</source>
        <translation>Bild von „{name}“</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg)</source>
        <translation>Bilder (*.png *.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Sending the picture of “{name}”…</source>
        <translation>Das Bild von „{name}“ wird gesendet…</translation>
    </message>
    <message>
        <source>The picture of “{name}” is set.</source>
        <translation>Das Bild von „{name}“ ist gesetzt.</translation>
    </message>
    <message>
        <source>There are no projects here.</source>
        <translation>Hier gibt es keine Projekte.</translation>
    </message>
</context>
<context>
    <name>ProjectPropertiesDialog</name>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Adresse</translation>
    </message>
    <message>
        <source>&amp;Description</source>
        <translation>&amp;Beschreibung</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Sample project</source>
        <translation>Bei&amp;spielprojekt</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>Der Server wird gefragt…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>The sign-in has ended. Sign in again to go on; what you typed stays here.</source>
        <translation>Die Anmeldung ist abgelaufen. Melden Sie sich erneut an, um fortzufahren; was Sie eingegeben haben, bleibt hier stehen.</translation>
    </message>
    <message>
        <source>There are no sample projects to make a copy of.</source>
        <translation>Es gibt keine Beispielprojekte, die kopiert werden könnten.</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Where it is built</source>
        <translation>Wo gebaut wird</translation>
    </message>
</context>
<context>
    <name>PropertiesPanel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Nothing is open</source>
        <translation>Nichts geöffnet</translation>
    </message>
    <message>
        <source>Only what is loaded of this folder is counted, and there is more below.</source>
        <translation>Gezählt ist nur, was von diesem Ordner geladen ist; weiter unten gibt es noch mehr.</translation>
    </message>
    <message>
        <source>Picture of “{name}”</source>
        <translation>Bild von „{name}“</translation>
    </message>
    <message>
        <source>Properties</source>
        <translation>Eigenschaften</translation>
    </message>
    <message>
        <source>There are more entries below that are not loaded, and not selected.</source>
        <translation>Weiter unten gibt es noch Elemente, die nicht geladen und nicht ausgewählt sind.</translation>
    </message>
</context>
<context>
    <name>QuickFilter</name>
    <message>
        <source>Close the filter</source>
        <translation>Filter schließen</translation>
    </message>
    <message>
        <source>Filter the loaded entries by a part of their name</source>
        <translation>Geladene Elemente nach einem Teil ihres Namens filtern</translation>
    </message>
    <message>
        <source>Only what is loaded is looked at; more is in the folder.</source>
        <translation>Durchsucht wird nur, was geladen ist; im Ordner ist noch mehr.</translation>
    </message>
    <message>
        <source>Part of a name</source>
        <translation>Teil eines Namens</translation>
    </message>
    <message>
        <source>Search the whole folder</source>
        <translation>Ganzen Ordner durchsuchen</translation>
    </message>
    <message>
        <source>Show everything again (Esc)</source>
        <translation>Wieder alles anzeigen (Esc)</translation>
    </message>
    <message>
        <source>{shown} of {loaded} entries</source>
        <translation>{shown} von {loaded} Elementen</translation>
    </message>
    <message>
        <source>{shown} of {loaded} loaded; more are in the folder.</source>
        <translation>{shown} von {loaded} geladenen; im Ordner sind noch mehr.</translation>
    </message>
</context>
<context>
    <name>Receipts</name>
    <message>
        <source>CSV table (*.csv)</source>
        <translation>CSV-Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>Save receipt</source>
        <translation>Nachweis speichern</translation>
    </message>
    <message>
        <source>There is nothing that a receipt could list.</source>
        <translation>Es gibt nichts, was ein Nachweis auflisten könnte.</translation>
    </message>
    <message>
        <source>Transfers {day}</source>
        <translation>Übertragungen {day}</translation>
    </message>
</context>
<context>
    <name>RevisionForm</name>
    <message>
        <source>&amp;Description</source>
        <translation>&amp;Beschreibung</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
</context>
<context>
    <name>RevisionsModel</name>
    <message>
        <source>Author</source>
        <translation>Urheber</translation>
    </message>
    <message>
        <source>Came by</source>
        <translation>Gekommen durch</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>IFC import</source>
        <translation>IFC-Import</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Festgehalten</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revision</translation>
    </message>
</context>
<context>
    <name>RevisionsPanel</name>
    <message>
        <source>Choose a model first.</source>
        <translation>Wählen Sie zuerst ein Modell.</translation>
    </message>
    <message>
        <source>Choose a model to see its revisions</source>
        <translation>Wählen Sie ein Modell, um seine Revisionen zu sehen</translation>
    </message>
    <message>
        <source>Choose one model</source>
        <translation>Wählen Sie ein einzelnes Modell</translation>
    </message>
    <message>
        <source>Choose one revision first.</source>
        <translation>Wählen Sie zuerst eine einzelne Revision.</translation>
    </message>
    <message>
        <source>Choose two revisions, or one to compare it with the one before.</source>
        <translation>Wählen Sie zwei Revisionen, oder eine, um sie mit der vorigen zu vergleichen.</translation>
    </message>
    <message>
        <source>Commands for revisions</source>
        <translation>Befehle für Revisionen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Compare revision {higher} with {lower}</source>
        <translation>Revision {higher} mit {lower} vergleichen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Festhalten</translation>
    </message>
    <message>
        <source>Keep as revision…</source>
        <translation>Als Revision festhalten…</translation>
    </message>
    <message>
        <source>Keep the model as it is now to be able to compare it later.</source>
        <translation>Halten Sie das Modell fest, wie es jetzt ist, um es später vergleichen zu können.</translation>
    </message>
    <message>
        <source>Keep “{model}” as a revision</source>
        <translation>„{model}“ als Revision festhalten</translation>
    </message>
    <message>
        <source>Loading the revisions…</source>
        <translation>Die Revisionen werden geladen…</translation>
    </message>
    <message>
        <source>No revisions yet</source>
        <translation>Noch keine Revisionen</translation>
    </message>
    <message>
        <source>Rename or describe revision {number}</source>
        <translation>Revision {number} umbenennen oder beschreiben</translation>
    </message>
    <message>
        <source>Rename or describe…</source>
        <translation>Umbenennen oder beschreiben…</translation>
    </message>
    <message>
        <source>Revisions</source>
        <translation>Revisionen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>The model stays as it is now under a number of its own. Later imports change the newest.</source>
        <translation>Das Modell bleibt unter einer eigenen Nummer, wie es jetzt ist. Spätere Importe ändern die neueste.</translation>
    </message>
    <message>
        <source>The revisions are not known</source>
        <translation>Die Revisionen sind nicht bekannt</translation>
    </message>
    <message>
        <source>There are no two revisions to compare.</source>
        <translation>Es gibt keine zwei Revisionen, die verglichen werden könnten.</translation>
    </message>
    <message>
        <source>There is no revision before this one: choose another one as well.</source>
        <translation>Vor dieser gibt es keine Revision: Wählen Sie noch eine andere dazu.</translation>
    </message>
</context>
<context>
    <name>RevisionsView</name>
    <message>
        <source>Revisions</source>
        <translation>Revisionen</translation>
    </message>
    <message>
        <source>{number} (newest)</source>
        <translation>{number} (neueste)</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Empty the field</source>
        <translation>Feld leeren</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search in “{folder}”</source>
        <translation>In „{folder}“ suchen</translation>
    </message>
</context>
<context>
    <name>SearchModel</name>
    <message>
        <source>(this folder)</source>
        <translation>(dieser Ordner)</translation>
    </message>
    <message>
        <source>By folder hits can be sorted when all of them are loaded, and not too many.</source>
        <translation>Nach Ordnern lassen sich Treffer sortieren, wenn alle geladen sind und es nicht zu viele sind.</translation>
    </message>
    <message>
        <source>Could not search: {reason} Retry</source>
        <translation>Suche fehlgeschlagen: {reason} Erneut versuchen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche läuft…</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>This cloud cannot sort by this column.</source>
        <translation>Diese Cloud kann nach dieser Spalte nicht sortieren.</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
</context>
<context>
    <name>SearchOptions</name>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>In this folder and below</source>
        <translation>In diesem Ordner und darunter</translation>
    </message>
    <message>
        <source>In this folder only</source>
        <translation>Nur in diesem Ordner</translation>
    </message>
    <message>
        <source>Part of a name, or *.ifc   type:folder   size:&gt;10MB   modified:7d  -draft   a&#xa0;OR&#xa0;b</source>
        <translation>Teil eines Namens oder *.ifc   type:folder   size:&gt;10MB   modified:7d  -entwurf   a&#xa0;OR&#xa0;b</translation>
    </message>
    <message>
        <source>Search options</source>
        <translation>Suchoptionen</translation>
    </message>
    <message>
        <source>Search with “{word}”</source>
        <translation>Mit „{word}“ suchen</translation>
    </message>
</context>
<context>
    <name>SearchResults</name>
    <message>
        <source>End search</source>
        <translation>Suche beenden</translation>
    </message>
    <message>
        <source>Search below too</source>
        <translation>Auch darunter suchen</translation>
    </message>
    <message>
        <source>Show the folder again (Esc)</source>
        <translation>Den Ordner wieder anzeigen (Esc)</translation>
    </message>
    <message>
        <source>This folder only</source>
        <translation>Nur dieser Ordner</translation>
    </message>
    <message>
        <source>“{text}” in {folder} and below</source>
        <translation>„{text}“ in {folder} und darunter</translation>
    </message>
    <message>
        <source>“{text}” in {folder} only</source>
        <translation>„{text}“ nur in {folder}</translation>
    </message>
</context>
<context>
    <name>SearchTable</name>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Only this folder was searched. Search below it too, or try fewer conditions.</source>
        <translation>Nur dieser Ordner wurde durchsucht. Suchen Sie auch darunter, oder versuchen Sie es mit weniger Bedingungen.</translation>
    </message>
    <message>
        <source>Try fewer conditions or * for a part you are not sure of.</source>
        <translation>Versuchen Sie es mit weniger Bedingungen oder mit * für einen Teil, bei dem Sie unsicher sind.</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
</context>
<context>
    <name>Searching</name>
    <message>
        <source>“{name}” is not in this folder any more.</source>
        <translation>„{name}“ ist nicht mehr in diesem Ordner.</translation>
    </message>
</context>
<context>
    <name>SendToDialog</name>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Adresse</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Looking for the folder…</source>
        <translation>Der Ordner wird gesucht…</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>Orte</translation>
    </message>
    <message>
        <source>SITE:/folder</source>
        <translation>VERBINDUNG:/Ordner</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Send a copy of {what} to</source>
        <translation>Kopie senden von {what} an</translation>
    </message>
    <message>
        <source>Send to</source>
        <translation>Senden an</translation>
    </message>
    <message>
        <source>Sign in to “{site}” first.</source>
        <translation>Melden Sie sich zuerst bei „{site}“ an.</translation>
    </message>
    <message>
        <source>This is what you want to send.</source>
        <translation>Das ist, was Sie senden möchten.</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>“{name}” is not a folder.</source>
        <translation>„{name}“ ist kein Ordner.</translation>
    </message>
    <message>
        <source>“{text}” is no address; one looks like SITE:/folder.</source>
        <translation>„{text}“ ist keine Adresse; eine sieht aus wie VERBINDUNG:/Ordner.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Pages of the settings</source>
        <translation>Seiten der Einstellungen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
</context>
<context>
    <name>Sharing</name>
    <message>
        <source>Nothing was shared.</source>
        <translation>Es wurde nichts freigegeben.</translation>
    </message>
    <message>
        <source>“{name}” could not be shared: {reason}</source>
        <translation>„{name}“ konnte nicht freigegeben werden: {reason}</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>, </source>
        <comment>between keys of which any will do</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkombinationen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>No command and no key holds these letters.</source>
        <translation>Kein Befehl und keine Taste enthält diese Buchstaben.</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken…</translation>
    </message>
    <message>
        <source>Search for a command or a key</source>
        <translation>Nach einem Befehl oder einer Taste suchen</translation>
    </message>
</context>
<context>
    <name>SignInDialog</name>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
</context>
<context>
    <name>SignInPanel</name>
    <message>
        <source>Application id {id}</source>
        <translation>Anwendungs-ID {id}</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Corrects the address and the application id of this site</source>
        <translation>Berichtigt die Adresse und die Anwendungs-ID dieser Verbindung</translation>
    </message>
    <message>
        <source>Edit site…</source>
        <translation>Verbindung bearbeiten…</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>Information</translation>
    </message>
    <message>
        <source>Sign in to {site}</source>
        <translation>Bei {site} anmelden</translation>
    </message>
    <message>
        <source>The address is in the clipboard.</source>
        <translation>Die Adresse ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>The sign-in was cancelled.</source>
        <translation>Die Anmeldung wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The web browser could not be started. Copy the address and open it yourself.</source>
        <translation>Der Webbrowser konnte nicht gestartet werden. Kopieren Sie die Adresse, und öffnen Sie sie selbst.</translation>
    </message>
    <message>
        <source>This site has no application id yet.</source>
        <translation>Diese Verbindung hat noch keine Anwendungs-ID.</translation>
    </message>
    <message>
        <source>Your sign-in to this site has ended. Sign in again to go on.</source>
        <translation>Ihre Anmeldung bei dieser Verbindung ist abgelaufen. Melden Sie sich neu an, um fortzufahren.</translation>
    </message>
</context>
<context>
    <name>SiteCommands</name>
    <message>
        <source>New name of the site:</source>
        <translation>Neuer Name der Verbindung:</translation>
    </message>
    <message>
        <source>Nothing is deleted on the server. The sign-in kept for this site is forgotten.</source>
        <translation>Auf dem Server wird nichts gelöscht. Die gespeicherte Anmeldung dieser Verbindung wird vergessen.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove site</source>
        <translation>Verbindung entfernen</translation>
    </message>
    <message>
        <source>Remove “{site}” from this computer?</source>
        <translation>„{site}“ von diesem Computer entfernen?</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
</context>
<context>
    <name>SiteDialog</name>
    <message>
        <source>&amp;Address of the server</source>
        <translation>&amp;Adresse des Servers</translation>
    </message>
    <message>
        <source>&amp;Name of the site</source>
        <translation>&amp;Name der Verbindung</translation>
    </message>
    <message>
        <source>A&amp;pplication id</source>
        <translation>An&amp;wendungs-ID</translation>
    </message>
    <message>
        <source>Find server</source>
        <translation>Server suchen</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Looking for the server…</source>
        <translation>Der Server wird gesucht…</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>Erforderlich</translation>
    </message>
    <message>
        <source>Taken from the address</source>
        <translation>Wird der Adresse entnommen</translation>
    </message>
    <message>
        <source>This is a {cloud} {generation} server at {address}.</source>
        <translation>Das ist ein Server von {cloud} {generation} auf {address}.</translation>
    </message>
    <message>
        <source>Type the application id: without it nobody can sign in.</source>
        <translation>Geben Sie die Anwendungs-ID ein: Ohne sie kann sich niemand anmelden.</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
</context>
<context>
    <name>SitePage</name>
    <message>
        <source>Connecting to {site}…</source>
        <translation>Verbindung zu {site} wird hergestellt…</translation>
    </message>
    <message>
        <source>Edit site…</source>
        <translation>Verbindung bearbeiten…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>You are not signed in to {site}</source>
        <translation>Sie sind bei {site} nicht angemeldet</translation>
    </message>
    <message>
        <source>{site} cannot be reached</source>
        <translation>{site} ist nicht erreichbar</translation>
    </message>
</context>
<context>
    <name>SiteRow</name>
    <message>
        <source>Cannot be reached</source>
        <translation>Nicht erreichbar</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Wird verbunden…</translation>
    </message>
    <message>
        <source>More about {site}</source>
        <translation>Mehr zu {site}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open {site}</source>
        <translation>{site} öffnen</translation>
    </message>
    <message>
        <source>Sign in to {site}</source>
        <translation>Bei {site} anmelden</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Signed in as {user}</source>
        <translation>Angemeldet als {user}</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>Signed out, last signed in as {user}</source>
        <translation>Abgemeldet, zuletzt angemeldet als {user}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Try again to reach {site}</source>
        <translation>Erneut versuchen, {site} zu erreichen</translation>
    </message>
    <message>
        <source>{cloud} at {address}</source>
        <translation>{cloud} auf {address}</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Add a BIMcloud or a Bimplus as a site to browse, upload and download what is in it.</source>
        <translation>Fügen Sie eine BIMcloud oder ein Bimplus als Verbindung hinzu, um darin zu blättern, hochzuladen und herunterzuladen.</translation>
    </message>
    <message>
        <source>Add site…</source>
        <translation>Verbindung hinzufügen…</translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>Lesezeichen</translation>
    </message>
    <message>
        <source>Connect to your first cloud</source>
        <translation>Verbinden Sie Ihre erste Cloud</translation>
    </message>
    <message>
        <source>Files cannot be dropped here. Open a site, and drop them into one of its folders.</source>
        <translation>Hier können keine Dateien abgelegt werden. Öffnen Sie eine Verbindung, und ziehen Sie sie in einen ihrer Ordner.</translation>
    </message>
    <message>
        <source>Files need a folder to go to: add a site and drop them into one of its folders.</source>
        <translation>Dateien brauchen einen Ordner als Ziel: Fügen Sie eine Verbindung hinzu und legen Sie sie in einem ihrer Ordner ab.</translation>
    </message>
    <message>
        <source>Folders that you open are listed here.</source>
        <translation>Hier stehen Ordner, die Sie geöffnet haben.</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Progress of all transfers</source>
        <translation>Fortschritt aller Übertragungen</translation>
    </message>
    <message>
        <source>Recent places</source>
        <translation>Zuletzt besuchte Orte</translation>
    </message>
    <message>
        <source>Show transfers</source>
        <translation>Übertragungen anzeigen</translation>
    </message>
    <message>
        <source>Sites</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Entries in this folder</source>
        <translation>Elemente in diesem Ordner</translation>
    </message>
    <message>
        <source>Load no more (Esc)</source>
        <translation>Nicht weiter laden (Esc)</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Opening “{folder}”…</source>
        <translation>„{folder}“ wird geöffnet…</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche läuft…</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Angemeldet</translation>
    </message>
    <message>
        <source>Signed in as {user}</source>
        <translation>Angemeldet als {user}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
    <message>
        <source>What others do</source>
        <translation>Was andere tun</translation>
    </message>
    <message>
        <source>{number} found</source>
        <translation>{number} gefunden</translation>
    </message>
    <message>
        <source>{number} found so far, more below</source>
        <translation>Bisher {number} gefunden, weitere folgen unten</translation>
    </message>
    <message>
        <source>{number} found so far…</source>
        <translation>Bisher {number} gefunden…</translation>
    </message>
    <message>
        <source>{number} found, then the search failed</source>
        <translation>{number} gefunden, dann ist die Suche fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>StepProgress</name>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
</context>
<context>
    <name>TextComparison</name>
    <message>
        <source>Difference {at} of {count}</source>
        <translation>Unterschied {at} von {count}</translation>
    </message>
    <message>
        <source>Next difference</source>
        <translation>Nächster Unterschied</translation>
    </message>
    <message>
        <source>No difference in the text</source>
        <translation>Kein Unterschied im Text</translation>
    </message>
    <message>
        <source>Previous difference</source>
        <translation>Voriger Unterschied</translation>
    </message>
    <message>
        <source>Text of {version}</source>
        <translation>Text von {version}</translation>
    </message>
</context>
<context>
    <name>ThemeMenu</name>
    <message>
        <source>&amp;Appearance</source>
        <translation>&amp;Erscheinungsbild</translation>
    </message>
</context>
<context>
    <name>TransferNotice</name>
    <message>
        <source>Show transfers</source>
        <translation>Übertragungen anzeigen</translation>
    </message>
</context>
<context>
    <name>TransferSettings</name>
    <message>
        <source>&amp;Connections to each site</source>
        <translation>Gleich&amp;zeitige Anfragen je Verbindung</translation>
    </message>
    <message>
        <source>Connections and speed</source>
        <translation>Anfragen und Geschwindigkeit</translation>
    </message>
    <message>
        <source>Download limit</source>
        <translation>Grenze für das Herunterladen</translation>
    </message>
    <message>
        <source>Limit &amp;downloads to</source>
        <translation>Her&amp;unterladen begrenzen auf</translation>
    </message>
    <message>
        <source>Limit &amp;uploads to</source>
        <translation>H&amp;ochladen begrenzen auf</translation>
    </message>
    <message>
        <source>More connections send many small files faster; fewer leave more of the line and the server to others. A limit holds for all sites together.</source>
        <translation>Mehr Anfragen übertragen viele kleine Dateien schneller; weniger lassen anderen mehr von Leitung und Server. Eine Grenze gilt für alle Verbindungen zusammen.</translation>
    </message>
    <message>
        <source>Unit of the download limit</source>
        <translation>Einheit der Grenze für das Herunterladen</translation>
    </message>
    <message>
        <source>Unit of the upload limit</source>
        <translation>Einheit der Grenze für das Hochladen</translation>
    </message>
    <message>
        <source>Upload limit</source>
        <translation>Grenze für das Hochladen</translation>
    </message>
</context>
<context>
    <name>TransfersModel</name>
    <message>
        <source>Copying from {origin} to {site}</source>
        <translation>Wird von {origin} nach {site} kopiert</translation>
    </message>
    <message>
        <source>Copying within {site}</source>
        <translation>Wird innerhalb von {site} kopiert</translation>
    </message>
    <message>
        <source>Copying “{name}” from {origin} to {place}</source>
        <translation>„{name}“ wird von {origin} nach {place} kopiert</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Reading folders…</source>
        <translation>Ordner werden gelesen…</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Restzeit</translation>
    </message>
    <message>
        <source>removed site</source>
        <translation>entfernte Verbindung</translation>
    </message>
    <message>
        <source>{n} %</source>
        <translation>{n} %</translation>
    </message>
    <message>
        <source>{origin} → {place}</source>
        <translation>{origin} → {place}</translation>
    </message>
    <message>
        <source>{state}, {check}</source>
        <translation>{state}, {check}</translation>
    </message>
    <message>
        <source>{state}, {done} of {all} files</source>
        <translation>{state}, {done} von {all} Dateien</translation>
    </message>
</context>
<context>
    <name>TransfersPanel</name>
    <message>
        <source>Another BIM Explorer process is working on these transfers.</source>
        <translation>Ein anderer BIM Explorer bearbeitet diese Übertragungen.</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Drop files into a folder to upload them.</source>
        <translation>Ziehen Sie Dateien in einen Ordner, um sie hochzuladen.</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Progress of all transfers</source>
        <translation>Fortschritt aller Übertragungen</translation>
    </message>
    <message>
        <source>Transfer &amp;history…</source>
        <translation>Übertragungsver&amp;lauf…</translation>
    </message>
    <message>
        <source>Transfer history</source>
        <translation>Übertragungsverlauf</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
    <message>
        <source>Uploads, downloads and copies with their progress and state</source>
        <translation>Hochgeladenes, Heruntergeladenes und Kopien mit Fortschritt und Status</translation>
    </message>
</context>
<context>
    <name>TypeAhead</name>
    <message>
        <source>No name in this folder begins with “{text}”.</source>
        <translation>Kein Name in diesem Ordner beginnt mit „{text}“.</translation>
    </message>
    <message>
        <source>No name of what was found begins with “{text}”.</source>
        <translation>Kein Name unter den Treffern beginnt mit „{text}“.</translation>
    </message>
    <message>
        <source>None of the names shown begins with “{text}”.</source>
        <translation>Keiner der angezeigten Namen beginnt mit „{text}“.</translation>
    </message>
</context>
<context>
    <name>Undo</name>
    <message>
        <source>Its site is not open any more, so it cannot be undone.</source>
        <translation>Die Verbindung ist nicht mehr offen; das kann nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>Undo moving “{name}”</source>
        <translation>Verschieben von „{name}“ rückgängig</translation>
    </message>
    <message>
        <source>Undo renaming “{name}”</source>
        <translation>Umbenennen von „{name}“ rückgängig</translation>
    </message>
</context>
<context>
    <name>UnexpectedErrors</name>
    <message>
        <source>Something went wrong inside BIM Explorer. The program goes on.</source>
        <translation>In BIM Explorer ist ein Fehler aufgetreten. Das Programm läuft weiter.</translation>
    </message>
</context>
<context>
    <name>VersionActions</name>
    <message>
        <source>Choose a file first.</source>
        <translation>Wählen Sie zuerst eine Datei.</translation>
    </message>
    <message>
        <source>Choose a version first.</source>
        <translation>Wählen Sie zuerst eine Version.</translation>
    </message>
    <message>
        <source>Choose no more than two versions.</source>
        <translation>Wählen Sie höchstens zwei Versionen.</translation>
    </message>
    <message>
        <source>Choose one version first.</source>
        <translation>Wählen Sie zuerst eine einzelne Version.</translation>
    </message>
    <message>
        <source>Choose one version, or two.</source>
        <translation>Wählen Sie eine Version, oder zwei.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>Herunterladen…</translation>
    </message>
    <message>
        <source>It is the only version. It can only be deleted with the file itself.</source>
        <translation>Es ist die einzige Version. Sie kann nur mit der Datei selbst gelöscht werden.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Restore as newest</source>
        <translation>Als neueste wiederherstellen</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter…</translation>
    </message>
    <message>
        <source>Share newest</source>
        <translation>Neueste freigeben</translation>
    </message>
    <message>
        <source>The newest version is shared already.</source>
        <translation>Die neueste Version ist schon freigegeben.</translation>
    </message>
    <message>
        <source>There is only one version.</source>
        <translation>Es gibt nur eine Version.</translation>
    </message>
    <message>
        <source>This is the newest version already.</source>
        <translation>Das ist schon die neueste Version.</translation>
    </message>
    <message>
        <source>Upload new version…</source>
        <translation>Neue Version hochladen…</translation>
    </message>
    <message>
        <source>What can be done with versions</source>
        <translation>Was mit Versionen getan werden kann</translation>
    </message>
    <message>
        <source>{action}: {reason}</source>
        <translation>{action}: {reason}</translation>
    </message>
</context>
<context>
    <name>VersionCommands</name>
    <message>
        <source>Download versions of “{file}” to</source>
        <translation>Versionen von „{file}“ herunterladen nach</translation>
    </message>
    <message>
        <source>Save version as</source>
        <translation>Version speichern unter</translation>
    </message>
    <message>
        <source>{name} (version {number})</source>
        <translation>{name} (Version {number})</translation>
    </message>
</context>
<context>
    <name>VersionComparison</name>
    <message>
        <source>Both contents are identical, byte for byte.</source>
        <translation>Beide Inhalte sind gleich, Byte für Byte.</translation>
    </message>
    <message>
        <source>Comparing both versions of “{file}”…</source>
        <translation>Beide Versionen von „{file}“ werden verglichen…</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Download and compare</source>
        <translation>Herunterladen und vergleichen</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>Fetching both versions of “{file}”…</source>
        <translation>Beide Versionen von „{file}“ werden geholt…</translation>
    </message>
    <message>
        <source>The contents are different.</source>
        <translation>Die Inhalte sind verschieden.</translation>
    </message>
    <message>
        <source>The download was cancelled.</source>
        <translation>Das Herunterladen wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The versions cannot be compared</source>
        <translation>Die Versionen können nicht verglichen werden</translation>
    </message>
    <message>
        <source>These versions are large</source>
        <translation>Diese Versionen sind groß</translation>
    </message>
    <message>
        <source>To compare them, {size} have to be downloaded.</source>
        <translation>Um sie zu vergleichen, müssen {size} heruntergeladen werden.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>{older} and {newer} of “{file}”</source>
        <translation>{older} und {newer} von „{file}“</translation>
    </message>
</context>
<context>
    <name>VersionQuestion</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>New version</source>
        <translation>Neue Version</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
</context>
<context>
    <name>VersionsModel</name>
    <message>
        <source>Author</source>
        <translation>Urheber</translation>
    </message>
    <message>
        <source>Classification</source>
        <translation>Klassifizierung</translation>
    </message>
    <message>
        <source>Hash</source>
        <translation>Prüfmarke</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Entstanden</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Freigabe</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Kennzeichen</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>not shared</source>
        <translation>nicht freigegeben</translation>
    </message>
    <message>
        <source>shared</source>
        <translation>freigegeben</translation>
    </message>
</context>
<context>
    <name>VersionsPanel</name>
    <message>
        <source>Choose a file to see its versions</source>
        <translation>Wählen Sie eine Datei, um ihre Versionen zu sehen</translation>
    </message>
    <message>
        <source>Choose one file</source>
        <translation>Wählen Sie eine einzelne Datei</translation>
    </message>
    <message>
        <source>Drop the file to upload it as the newest version.</source>
        <translation>Legen Sie die Datei ab, um sie als neueste Version hochzuladen.</translation>
    </message>
    <message>
        <source>Lets others see the newest version</source>
        <translation>Lässt andere die neueste Version sehen</translation>
    </message>
    <message>
        <source>Loading the versions…</source>
        <translation>Die Versionen werden geladen…</translation>
    </message>
    <message>
        <source>No versions</source>
        <translation>Keine Versionen</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>The newest version is not shared.</source>
        <translation>Die neueste Version ist nicht freigegeben.</translation>
    </message>
    <message>
        <source>The versions are not known</source>
        <translation>Die Versionen sind nicht bekannt</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
</context>
<context>
    <name>VersionsTable</name>
    <message>
        <source>Classification</source>
        <translation>Klassifizierung</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>not shared</source>
        <translation>nicht freigegeben</translation>
    </message>
    <message>
        <source>{number} (newest)</source>
        <translation>{number} (neueste)</translation>
    </message>
</context>
<context>
    <name>ViewChoice</name>
    <message>
        <source>&amp;Details</source>
        <translation>&amp;Details</translation>
    </message>
    <message>
        <source>&amp;Icons</source>
        <translation>S&amp;ymbole</translation>
    </message>
    <message>
        <source>&amp;Larger icons</source>
        <translation>&amp;Größere Symbole</translation>
    </message>
    <message>
        <source>&amp;Smaller icons</source>
        <translation>&amp;Kleinere Symbole</translation>
    </message>
    <message>
        <source>Size of the icons</source>
        <translation>Größe der Symbole</translation>
    </message>
    <message>
        <source>{command} ({keys})</source>
        <translation>{command} ({keys})</translation>
    </message>
</context>
<context>
    <name>WaitingPage</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Closed the page? Open it again.</source>
        <translation>Seite geschlossen? Öffnen Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>Copies the address of the sign-in page, for another browser</source>
        <translation>Kopiert die Adresse der Anmeldeseite, für einen anderen Browser</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Finish the sign-in in your web browser.</source>
        <translation>Schließen Sie die Anmeldung in Ihrem Webbrowser ab.</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Noch einmal öffnen</translation>
    </message>
    <message>
        <source>The server does not answer at the moment. Waiting…</source>
        <translation>Der Server antwortet zurzeit nicht. Es wird gewartet…</translation>
    </message>
    <message>
        <source>Waiting for the browser</source>
        <translation>Warten auf den Browser</translation>
    </message>
    <message>
        <source>Waiting time</source>
        <translation>Wartezeit</translation>
    </message>
</context>
<context>
    <name>Whereabouts</name>
    <message>
        <source>Home</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Search for “{text}”</source>
        <translation>Suche nach „{text}“</translation>
    </message>
    <message>
        <source>There is no site named “{site}” here.</source>
        <translation>Eine Verbindung mit dem Namen „{site}“ gibt es hier nicht.</translation>
    </message>
    <message>
        <source>“{text}” is no address; one looks like SITE:/folder.</source>
        <translation>„{text}“ ist keine Adresse; sie sieht so aus: VERBINDUNG:/Ordner.</translation>
    </message>
</context>
<context>
    <name>WindowMenus</name>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe zu</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Site</source>
        <translation>&amp;Verbindung</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Navigation</source>
        <translation>Navigation</translation>
    </message>
    <message>
        <source>Pro&amp;ject</source>
        <translation>Pro&amp;jekt</translation>
    </message>
</context>
<context>
    <name>_Crumbs</name>
    <message>
        <source>Folders further up</source>
        <translation>Übergeordnete Ordner</translation>
    </message>
    <message>
        <source>Folders in “{name}”</source>
        <translation>Ordner in „{name}“</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Sites</source>
        <translation>Verbindungen</translation>
    </message>
</context>
<context>
    <name>_Handle</name>
    <message>
        <source>Drag this to the desktop or into another program</source>
        <translation>Ziehen Sie dies auf den Schreibtisch oder in ein anderes Programm</translation>
    </message>
</context>
<context>
    <name>_JobLine</name>
    <message>
        <source>Abort</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Aborted. What was done before stays done.</source>
        <translation>Abgebrochen. Was bis dahin erledigt war, bleibt erledigt.</translation>
    </message>
    <message>
        <source>Aborting…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The server cannot stop it any more.</source>
        <translation>Der Server kann es nicht mehr anhalten.</translation>
    </message>
    <message>
        <source>The server could not finish: {reason}</source>
        <translation>Der Server konnte es nicht abschließen: {reason}</translation>
    </message>
    <message>
        <source>The server gave no reason.</source>
        <translation>Der Server hat keinen Grund genannt.</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
</context>
<context>
    <name>_NamedEditor</name>
    <message>
        <source>Name of the bookmark</source>
        <translation>Name des Lesezeichens</translation>
    </message>
</context>
<context>
    <name>_Overview</name>
    <message>
        <source>All differences; click to go there</source>
        <translation>Alle Unterschiede; klicken Sie, um dorthin zu gehen</translation>
    </message>
</context>
<context>
    <name>_RateField</name>
    <message>
        <source>MB/s</source>
        <translation>MB/s</translation>
    </message>
    <message>
        <source>kB/s</source>
        <translation>kB/s</translation>
    </message>
</context>
<context>
    <name>_Sign</name>
    <message>
        <source>A folder opens</source>
        <translation>Ein Ordner öffnet sich</translation>
    </message>
</context>
<context>
    <name>_Waiting</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>advice</name>
    <message>
        <source>Ask an administrator of this server for the right to do it.</source>
        <translation>Bitten Sie einen Administrator dieses Servers um die Berechtigung dafür.</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to.</source>
        <translation>Wählen Sie einen Ordner, in den Sie schreiben dürfen.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Do not sign in. Ask the administrator of this server to mend its certificate.</source>
        <translation>Melden Sie sich nicht an. Bitten Sie den Administrator dieses Servers, das Zertifikat in Ordnung zu bringen.</translation>
    </message>
    <message>
        <source>Free some space, or choose a folder on another disk.</source>
        <translation>Geben Sie Speicherplatz frei, oder wählen Sie einen Ordner auf einem anderen Datenträger.</translation>
    </message>
    <message>
        <source>If the server is reached through a VPN, see whether that is connected.</source>
        <translation>Wird der Server über ein VPN erreicht, prüfen Sie, ob es verbunden ist.</translation>
    </message>
    <message>
        <source>Sign in again to go on. Nothing in the queue is lost.</source>
        <translation>Melden Sie sich neu an, um fortzufahren. Aus der Warteschlange geht nichts verloren.</translation>
    </message>
    <message>
        <source>Somebody may have moved or deleted it. Refresh to see what is there.</source>
        <translation>Vielleicht hat es jemand verschoben oder gelöscht. Aktualisieren Sie, um zu sehen, was vorhanden ist.</translation>
    </message>
    <message>
        <source>Try again. If it stays, show the details to the server&apos;s administrator.</source>
        <translation>Versuchen Sie es noch einmal. Bleibt der Fehler, zeigen Sie die Details dem Administrator des Servers.</translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation>Warten Sie einen Moment, und versuchen Sie es dann noch einmal.</translation>
    </message>
</context>
<context>
    <name>comparison</name>
    <message>
        <source>Author</source>
        <translation>Urheber</translation>
    </message>
    <message>
        <source>Classification</source>
        <translation>Klassifizierung</translation>
    </message>
    <message>
        <source>Content type</source>
        <translation>Art des Inhalts</translation>
    </message>
    <message>
        <source>Hash that the cloud tells</source>
        <translation>Prüfmarke, die die Cloud nennt</translation>
    </message>
    <message>
        <source>Line ends and encodings are not compared here.</source>
        <translation>Zeilenenden und Kodierungen werden hier nicht verglichen.</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Entstanden</translation>
    </message>
    <message>
        <source>Only the beginning of these texts is compared.</source>
        <translation>Nur der Anfang dieser Texte wird verglichen.</translation>
    </message>
    <message>
        <source>SHA-256 of the content</source>
        <translation>SHA-256 des Inhalts</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Freigabe</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Kennzeichen</translation>
    </message>
    <message>
        <source>Version {number}</source>
        <translation>Version {number}</translation>
    </message>
    <message>
        <source>Version {number} (newest)</source>
        <translation>Version {number} (neueste)</translation>
    </message>
    <message>
        <source>Very long lines are cut.</source>
        <translation>Sehr lange Zeilen sind gekürzt.</translation>
    </message>
    <message>
        <source>What is in files of this kind cannot be shown here; what is known of them is compared.</source>
        <translation>Was in Dateien dieser Art steht, kann hier nicht gezeigt werden; verglichen wird, was von ihnen bekannt ist.</translation>
    </message>
    <message>
        <source>not shared</source>
        <translation>nicht freigegeben</translation>
    </message>
    <message>
        <source>shared</source>
        <translation>freigegeben</translation>
    </message>
    <message>
        <source>vector drawing</source>
        <translation>Vektorzeichnung</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} Pixel</translation>
    </message>
</context>
<context>
    <name>counted</name>
    <message>
        <source>{folders} and {files}</source>
        <translation>{folders} und {files}</translation>
    </message>
</context>
<context>
    <name>decisions</name>
    <message>
        <source>A new version keeps the older ones.</source>
        <translation>Eine neue Version lässt die älteren bestehen.</translation>
    </message>
    <message>
        <source>Already there</source>
        <translation>Schon vorhanden</translation>
    </message>
    <message>
        <source>Copy as a new version of the file that is there</source>
        <translation>Als neue Version der vorhandenen Datei kopieren</translation>
    </message>
    <message>
        <source>Copy as a new version of the file that is there; its older contents stay</source>
        <translation>Als neue Version der vorhandenen Datei kopieren; ihre älteren Inhalte bleiben</translation>
    </message>
    <message>
        <source>Identical content</source>
        <translation>Identischer Inhalt</translation>
    </message>
    <message>
        <source>In the cloud</source>
        <translation>In der Cloud</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Leave what is there and do not transfer this file</source>
        <translation>Vorhandenes belassen und diese Datei nicht übertragen</translation>
    </message>
    <message>
        <source>New version</source>
        <translation>Neue Version</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>Rename as suggested</source>
        <translation>Wie vorgeschlagen umbenennen</translation>
    </message>
    <message>
        <source>Rename to “{name}”</source>
        <translation>In „{name}“ umbenennen</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace the file on this computer</source>
        <translation>Die Datei auf diesem Computer ersetzen</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>To be copied</source>
        <translation>Zu kopieren</translation>
    </message>
    <message>
        <source>Transfer this file under another name, such as “plan (2).pdf”</source>
        <translation>Diese Datei unter einem anderen Namen übertragen, etwa „Plan (2).pdf“</translation>
    </message>
    <message>
        <source>Upload as a new version of the file that is there</source>
        <translation>Als neue Version der vorhandenen Datei hochladen</translation>
    </message>
    <message>
        <source>Upload as a new version of the file that is there; its older contents stay</source>
        <translation>Als neue Version der vorhandenen Datei hochladen; ihre älteren Inhalte bleiben</translation>
    </message>
    <message>
        <source>newer here</source>
        <translation>hier neuer</translation>
    </message>
    <message>
        <source>newer in the cloud</source>
        <translation>in der Cloud neuer</translation>
    </message>
    <message>
        <source>newer than the one there</source>
        <translation>neuer als die vorhandene</translation>
    </message>
    <message>
        <source>older than the one there</source>
        <translation>älter als die vorhandene</translation>
    </message>
    <message>
        <source>other content</source>
        <translation>anderer Inhalt</translation>
    </message>
    <message>
        <source>other size</source>
        <translation>andere Größe</translation>
    </message>
    <message>
        <source>same date</source>
        <translation>gleiches Datum</translation>
    </message>
    <message>
        <source>same size</source>
        <translation>gleiche Größe</translation>
    </message>
    <message>
        <source>“{file}” cannot keep its name there.</source>
        <translation>„{file}“ kann dort nicht so heißen.</translation>
    </message>
    <message>
        <source>“{file}” is already there.</source>
        <translation>„{file}“ ist schon vorhanden.</translation>
    </message>
</context>
<context>
    <name>delete version</name>
    <message>
        <source>Delete a version</source>
        <translation>Eine Version löschen</translation>
    </message>
    <message>
        <source>Delete version {number}</source>
        <translation>Version {number} löschen</translation>
    </message>
    <message>
        <source>Delete version {number} of “{file}”?</source>
        <translation>Version {number} von „{file}“ löschen?</translation>
    </message>
    <message>
        <source>It is gone for everybody and cannot be brought back; the other versions stay.</source>
        <translation>Sie ist dann für alle verloren und kann nicht zurückgeholt werden; die anderen Versionen bleiben.</translation>
    </message>
    <message>
        <source>It was made by {author}, {when}.</source>
        <translation>Sie ist von {author}, {when}.</translation>
    </message>
    <message>
        <source>It was made by {author}.</source>
        <translation>Sie ist von {author}.</translation>
    </message>
    <message>
        <source>It was made {when}; nobody tells by whom.</source>
        <translation>Sie ist von {when}; von wem, wird nicht gesagt.</translation>
    </message>
</context>
<context>
    <name>details</name>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>Anhänge</translation>
    </message>
    <message>
        <source>Being prepared</source>
        <translation>Wird vorbereitet</translation>
    </message>
    <message>
        <source>Being processed</source>
        <translation>Wird verarbeitet</translation>
    </message>
    <message>
        <source>Belongs to</source>
        <translation>Gehört zu</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Classification</source>
        <translation>Klassifizierung</translation>
    </message>
    <message>
        <source>Comments</source>
        <translation>Kommentare</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Created by</source>
        <translation>Angelegt von</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Disciplines</source>
        <translation>Disziplinen</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>Leer</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>ID of the project</source>
        <translation>ID des Projekts</translation>
    </message>
    <message>
        <source>ID of the topology</source>
        <translation>ID der Topologie</translation>
    </message>
    <message>
        <source>Imported file</source>
        <translation>Importierte Datei</translation>
    </message>
    <message>
        <source>Issues</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>Verknüpfungen</translation>
    </message>
    <message>
        <source>Mark of the content</source>
        <translation>Prüfmarke des Inhalts</translation>
    </message>
    <message>
        <source>Material surfaces</source>
        <translation>Materialoberflächen</translation>
    </message>
    <message>
        <source>Media type</source>
        <translation>Medientyp</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Mitglieder</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Name of the content server</source>
        <translation>Name des Inhaltsservers</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>Name des Ordners</translation>
    </message>
    <message>
        <source>Name shown</source>
        <translation>Angezeigter Name</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Number of comments</source>
        <translation>Anzahl der Kommentare</translation>
    </message>
    <message>
        <source>Number of links</source>
        <translation>Anzahl der Verknüpfungen</translation>
    </message>
    <message>
        <source>Number of pins</source>
        <translation>Anzahl der Markierungen</translation>
    </message>
    <message>
        <source>Path of the content server</source>
        <translation>Pfad des Inhaltsservers</translation>
    </message>
    <message>
        <source>Pinned to</source>
        <translation>Markiert an</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>Projekte</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Responsible</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Revisions</source>
        <translation>Revisionen</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Freigabe</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Size of the imported file</source>
        <translation>Größe der importierten Datei</translation>
    </message>
    <message>
        <source>Solution</source>
        <translation>Lösung</translation>
    </message>
    <message>
        <source>Space in all</source>
        <translation>Speicherplatz insgesamt</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Structures</source>
        <translation>Strukturen</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Kennzeichen</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Team</translation>
    </message>
    <message>
        <source>Type in the model</source>
        <translation>Art im Modell</translation>
    </message>
    <message>
        <source>Type of attachment</source>
        <translation>Art des Anhangs</translation>
    </message>
    <message>
        <source>Type of issue</source>
        <translation>Art der Aufgabe</translation>
    </message>
    <message>
        <source>Used space</source>
        <translation>Belegter Speicherplatz</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Way of import</source>
        <translation>Art des Imports</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>You may</source>
        <translation>Sie dürfen</translation>
    </message>
    <message>
        <source>Your own team</source>
        <translation>Ihr eigenes Team</translation>
    </message>
</context>
<context>
    <name>difference</name>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Changed geometry</source>
        <translation>Geometrie geändert</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Inserted</source>
        <translation>Eingefügt</translation>
    </message>
</context>
<context>
    <name>documents</name>
    <message>
        <source>Added</source>
        <translation>Hinzugekommen</translation>
    </message>
    <message>
        <source>Another version</source>
        <translation>Andere Version</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Entfernt</translation>
    </message>
    <message>
        <source>The same</source>
        <translation>Unverändert</translation>
    </message>
</context>
<context>
    <name>drop</name>
    <message>
        <source>A folder cannot be put into a folder inside it.</source>
        <translation>Ein Ordner kann nicht in einen Ordner verschoben werden, der in ihm liegt.</translation>
    </message>
    <message>
        <source>A folder cannot be put into itself.</source>
        <translation>Ein Ordner kann nicht in sich selbst verschoben werden.</translation>
    </message>
</context>
<context>
    <name>filter</name>
    <message>
        <source>&amp;Filter by name</source>
        <translation>Nach Namen &amp;filtern</translation>
    </message>
    <message>
        <source>Clear the field</source>
        <translation>Feld leeren</translation>
    </message>
</context>
<context>
    <name>formats</name>
    <message>
        <source>7-Zip archive</source>
        <translation>7-Zip-Archiv</translation>
    </message>
    <message>
        <source>AVI video</source>
        <translation>AVI-Video</translation>
    </message>
    <message>
        <source>Allplan drawing</source>
        <translation>Allplan-Zeichnung</translation>
    </message>
    <message>
        <source>Archicad Teamwork copy</source>
        <translation>Archicad-Teamwork-Kopie</translation>
    </message>
    <message>
        <source>Archicad archive</source>
        <translation>Archicad-Archiv</translation>
    </message>
    <message>
        <source>Archicad library container</source>
        <translation>Archicad-Bibliothekscontainer</translation>
    </message>
    <message>
        <source>Archicad library part</source>
        <translation>Archicad-Bibliothekselement</translation>
    </message>
    <message>
        <source>Archicad module</source>
        <translation>Archicad-Modul</translation>
    </message>
    <message>
        <source>Archicad project</source>
        <translation>Archicad-Projekt</translation>
    </message>
    <message>
        <source>Archicad template</source>
        <translation>Archicad-Vorlage</translation>
    </message>
    <message>
        <source>BCF issues</source>
        <translation>BCF-Themen</translation>
    </message>
    <message>
        <source>BIMx model</source>
        <translation>BIMx-Modell</translation>
    </message>
    <message>
        <source>CSV table</source>
        <translation>CSV-Tabelle</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Stütze</translation>
    </message>
    <message>
        <source>DGN drawing</source>
        <translation>DGN-Zeichnung</translation>
    </message>
    <message>
        <source>DWG drawing</source>
        <translation>DWG-Zeichnung</translation>
    </message>
    <message>
        <source>DXF drawing</source>
        <translation>DXF-Zeichnung</translation>
    </message>
    <message>
        <source>Door</source>
        <translation>Tür</translation>
    </message>
    <message>
        <source>E-mail message</source>
        <translation>E-Mail-Nachricht</translation>
    </message>
    <message>
        <source>E57 point cloud</source>
        <translation>E57-Punktwolke</translation>
    </message>
    <message>
        <source>Excel workbook</source>
        <translation>Excel-Arbeitsmappe</translation>
    </message>
    <message>
        <source>FBX model</source>
        <translation>FBX-Modell</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>GZ archive</source>
        <translation>GZ-Archiv</translation>
    </message>
    <message>
        <source>IFC model</source>
        <translation>IFC-Modell</translation>
    </message>
    <message>
        <source>IFC model, XML</source>
        <translation>IFC-Modell, XML</translation>
    </message>
    <message>
        <source>IFC model, compressed</source>
        <translation>IFC-Modell, komprimiert</translation>
    </message>
    <message>
        <source>Illustrator drawing</source>
        <translation>Illustrator-Zeichnung</translation>
    </message>
    <message>
        <source>Issue</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>JSON file</source>
        <translation>JSON-Datei</translation>
    </message>
    <message>
        <source>LAS point cloud</source>
        <translation>LAS-Punktwolke</translation>
    </message>
    <message>
        <source>LAZ point cloud</source>
        <translation>LAZ-Punktwolke</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>M4A audio</source>
        <translation>M4A-Audio</translation>
    </message>
    <message>
        <source>MKV video</source>
        <translation>MKV-Video</translation>
    </message>
    <message>
        <source>MOV video</source>
        <translation>MOV-Video</translation>
    </message>
    <message>
        <source>MP3 audio</source>
        <translation>MP3-Audio</translation>
    </message>
    <message>
        <source>MP4 video</source>
        <translation>MP4-Video</translation>
    </message>
    <message>
        <source>Markdown text</source>
        <translation>Markdown-Text</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Navisworks model</source>
        <translation>Navisworks-Modell</translation>
    </message>
    <message>
        <source>OBJ model</source>
        <translation>OBJ-Modell</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>OpenDocument presentation</source>
        <translation>OpenDocument-Präsentation</translation>
    </message>
    <message>
        <source>OpenDocument spreadsheet</source>
        <translation>OpenDocument-Tabelle</translation>
    </message>
    <message>
        <source>OpenDocument text</source>
        <translation>OpenDocument-Text</translation>
    </message>
    <message>
        <source>Outlook message</source>
        <translation>Outlook-Nachricht</translation>
    </message>
    <message>
        <source>PDF document</source>
        <translation>PDF-Dokument</translation>
    </message>
    <message>
        <source>Photoshop image</source>
        <translation>Photoshop-Bild</translation>
    </message>
    <message>
        <source>Plot file</source>
        <translation>Plotdatei</translation>
    </message>
    <message>
        <source>PowerPoint presentation</source>
        <translation>PowerPoint-Präsentation</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Project area</source>
        <translation>Projektbereich</translation>
    </message>
    <message>
        <source>RAR archive</source>
        <translation>RAR-Archiv</translation>
    </message>
    <message>
        <source>ReCap point cloud</source>
        <translation>ReCap-Punktwolke</translation>
    </message>
    <message>
        <source>Revit family</source>
        <translation>Revit-Familie</translation>
    </message>
    <message>
        <source>Revit project</source>
        <translation>Revit-Projekt</translation>
    </message>
    <message>
        <source>Rhino model</source>
        <translation>Rhino-Modell</translation>
    </message>
    <message>
        <source>Rich text</source>
        <translation>Formatierter Text</translation>
    </message>
    <message>
        <source>STL model</source>
        <translation>STL-Modell</translation>
    </message>
    <message>
        <source>SVG image</source>
        <translation>SVG-Bild</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>SketchUp model</source>
        <translation>SketchUp-Modell</translation>
    </message>
    <message>
        <source>Slab</source>
        <translation>Decke</translation>
    </message>
    <message>
        <source>Storey</source>
        <translation>Geschoss</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Struktur</translation>
    </message>
    <message>
        <source>Structure element</source>
        <translation>Strukturelement</translation>
    </message>
    <message>
        <source>TAR archive</source>
        <translation>TAR-Archiv</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Team</translation>
    </message>
    <message>
        <source>Teamwork project</source>
        <translation>Teamwork-Projekt</translation>
    </message>
    <message>
        <source>Text file</source>
        <translation>Textdatei</translation>
    </message>
    <message>
        <source>Today at {time}</source>
        <translation>Heute um {time}</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>WAV audio</source>
        <translation>WAV-Audio</translation>
    </message>
    <message>
        <source>Wall</source>
        <translation>Wand</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>Webseite</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Word document</source>
        <translation>Word-Dokument</translation>
    </message>
    <message>
        <source>XML file</source>
        <translation>XML-Datei</translation>
    </message>
    <message>
        <source>Yesterday at {time}</source>
        <translation>Gestern um {time}</translation>
    </message>
    <message>
        <source>ZIP archive</source>
        <translation>ZIP-Archiv</translation>
    </message>
    <message>
        <source>{day} at {time}</source>
        <translation>{day} um {time}</translation>
    </message>
    <message>
        <source>{ending} file</source>
        <translation>{ending}-Datei</translation>
    </message>
    <message>
        <source>{ending} image</source>
        <translation>{ending}-Bild</translation>
    </message>
    <message>
        <source>{n} d {m} h</source>
        <translation>{n} d {m} h</translation>
    </message>
    <message>
        <source>{n} h {m} min</source>
        <translation>{n} h {m} min</translation>
    </message>
    <message>
        <source>{n} min {m} s</source>
        <translation>{n} min {m} s</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>„{name}“</translation>
    </message>
</context>
<context>
    <name>nothing</name>
    <message>
        <source>Drop files or folders here to upload them.</source>
        <translation>Legen Sie Dateien oder Ordner hier ab, um sie hochzuladen.</translation>
    </message>
    <message>
        <source>No attachments yet</source>
        <translation>Noch keine Anhänge</translation>
    </message>
    <message>
        <source>No documents yet</source>
        <translation>Noch keine Dokumente</translation>
    </message>
    <message>
        <source>No files</source>
        <translation>Keine Dateien</translation>
    </message>
    <message>
        <source>No issues</source>
        <translation>Keine Aufgaben</translation>
    </message>
    <message>
        <source>No models yet</source>
        <translation>Noch keine Modelle</translation>
    </message>
    <message>
        <source>No objects yet</source>
        <translation>Noch keine Objekte</translation>
    </message>
    <message>
        <source>No projects yet</source>
        <translation>Noch keine Projekte</translation>
    </message>
    <message>
        <source>No structures yet</source>
        <translation>Noch keine Strukturen</translation>
    </message>
    <message>
        <source>Nothing can be uploaded here. {reason}</source>
        <translation>Hier kann nichts hochgeladen werden. {reason}</translation>
    </message>
    <message>
        <source>Nothing is assigned to this structure</source>
        <translation>Dieser Struktur ist nichts zugeordnet</translation>
    </message>
    <message>
        <source>This folder is empty</source>
        <translation>Dieser Ordner ist leer</translation>
    </message>
    <message>
        <source>This issue has no attachments</source>
        <translation>Diese Aufgabe hat keine Anhänge</translation>
    </message>
    <message>
        <source>This object has no attachments</source>
        <translation>Dieses Objekt hat keine Anhänge</translation>
    </message>
</context>
<context>
    <name>preview</name>
    <message>
        <source>This drawing is too complex to be shown here.</source>
        <translation>Diese Zeichnung ist zu komplex, um hier angezeigt zu werden.</translation>
    </message>
    <message>
        <source>This image has {width} × {height} pixels, too many to be shown here.</source>
        <translation>Dieses Bild hat {width} × {height} Pixel, zu viele, um hier angezeigt zu werden.</translation>
    </message>
    <message>
        <source>This image is damaged, or of a kind that cannot be shown here.</source>
        <translation>Dieses Bild ist beschädigt oder von einer Art, die hier nicht angezeigt werden kann.</translation>
    </message>
</context>
<context>
    <name>properties</name>
    <message>
        <source>Changed by</source>
        <translation>Geändert von</translation>
    </message>
    <message>
        <source>Content server</source>
        <translation>Inhaltsserver</translation>
    </message>
    <message>
        <source>Entries without a size: {n}.</source>
        <translation>Elemente ohne Größe: {n}.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Total size</source>
        <translation>Gesamtgröße</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Type on the server</source>
        <translation>Typ auf dem Server</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>What lies in folders is not counted.</source>
        <translation>Inhalte von Ordnern sind nicht mitgezählt.</translation>
    </message>
</context>
<context>
    <name>revisions</name>
    <message>
        <source>Being prepared…</source>
        <translation>Wird vorbereitet…</translation>
    </message>
    <message>
        <source>Being processed…</source>
        <translation>Wird verarbeitet…</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>Leer</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>State unknown</source>
        <translation>Stand unbekannt</translation>
    </message>
    <message>
        <source>The last import failed</source>
        <translation>Der letzte Import ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>Waiting for its turn…</source>
        <translation>Wartet, bis es an der Reihe ist…</translation>
    </message>
</context>
<context>
    <name>shortcuts</name>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>Lesezeichen</translation>
    </message>
    <message>
        <source>Close the message, then the preview</source>
        <translation>Die Meldung schließen, dann die Vorschau</translation>
    </message>
    <message>
        <source>Comparison of two revisions</source>
        <translation>Vergleich zweier Revisionen</translation>
    </message>
    <message>
        <source>Comparison of two versions</source>
        <translation>Vergleich zweier Versionen</translation>
    </message>
    <message>
        <source>Contents of a folder</source>
        <translation>Inhalt eines Ordners</translation>
    </message>
    <message>
        <source>Copy ids</source>
        <translation>IDs kopieren</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>Delete the version</source>
        <translation>Die Version löschen</translation>
    </message>
    <message>
        <source>Documents of the object</source>
        <translation>Dokumente des Objekts</translation>
    </message>
    <message>
        <source>End the search</source>
        <translation>Die Suche beenden</translation>
    </message>
    <message>
        <source>Export what is seen</source>
        <translation>Exportieren, was zu sehen ist</translation>
    </message>
    <message>
        <source>Filter the objects</source>
        <translation>Objekte filtern</translation>
    </message>
    <message>
        <source>Fit pictures into the window, or show their pixels</source>
        <translation>Bilder in das Fenster einpassen, oder ihre Pixel zeigen</translation>
    </message>
    <message>
        <source>Forget the letters that were typed</source>
        <translation>Die getippten Buchstaben vergessen</translation>
    </message>
    <message>
        <source>Go to the conditions beneath the field</source>
        <translation>Zu den Bedingungen unter dem Feld gehen</translation>
    </message>
    <message>
        <source>Go to the next name that begins so</source>
        <translation>Zum nächsten Namen gehen, der so beginnt</translation>
    </message>
    <message>
        <source>Hide what is in the folder</source>
        <translation>Inhalt des Ordners zuklappen</translation>
    </message>
    <message>
        <source>History of the object</source>
        <translation>Verlauf des Objekts</translation>
    </message>
    <message>
        <source>Letters and digits</source>
        <translation>Buchstaben und Ziffern</translation>
    </message>
    <message>
        <source>Messages and preview</source>
        <translation>Meldungen und Vorschau</translation>
    </message>
    <message>
        <source>Next difference</source>
        <translation>Nächster Unterschied</translation>
    </message>
    <message>
        <source>Open or close a group</source>
        <translation>Eine Gruppe öffnen oder schließen</translation>
    </message>
    <message>
        <source>Open the bookmark</source>
        <translation>Das Lesezeichen öffnen</translation>
    </message>
    <message>
        <source>Open the version</source>
        <translation>Die Version öffnen</translation>
    </message>
    <message>
        <source>Open what is selected</source>
        <translation>Ausgewähltes öffnen</translation>
    </message>
    <message>
        <source>Pictures larger, or smaller</source>
        <translation>Bilder größer, oder kleiner</translation>
    </message>
    <message>
        <source>Pictures side by side, overlaid, or swiped</source>
        <translation>Bilder nebeneinander, überlagert oder aufgedeckt</translation>
    </message>
    <message>
        <source>Previous difference</source>
        <translation>Voriger Unterschied</translation>
    </message>
    <message>
        <source>Remove the bookmark</source>
        <translation>Das Lesezeichen entfernen</translation>
    </message>
    <message>
        <source>Rename the bookmark</source>
        <translation>Das Lesezeichen umbenennen</translation>
    </message>
    <message>
        <source>Return to the folder that was searched</source>
        <translation>Zum durchsuchten Ordner zurückkehren</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>See whether it is still up to date</source>
        <translation>Nachsehen, ob er noch aktuell ist</translation>
    </message>
    <message>
        <source>Show the folders in a part of the path</source>
        <translation>Die Ordner in einem Teil des Pfads zeigen</translation>
    </message>
    <message>
        <source>Show what is in the folder</source>
        <translation>Inhalt des Ordners aufklappen</translation>
    </message>
    <message>
        <source>Sites and folders</source>
        <translation>Verbindungen und Ordner</translation>
    </message>
    <message>
        <source>Versions of a file</source>
        <translation>Versionen einer Datei</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
</context>
<context>
    <name>theme</name>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
</context>
<context>
    <name>transfers</name>
    <message>
        <source>All transfers are finished</source>
        <translation>Alle Übertragungen sind abgeschlossen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>Abgeschlossene ausblenden</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortfahren</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>Copy of {local} to {place}</source>
        <translation>Kopie von {local} nach {place}</translation>
    </message>
    <message>
        <source>Copy to {place}</source>
        <translation>Kopieren nach {place}</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Wird kopiert</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translation>Entscheiden…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Download of {local} from {place}</source>
        <translation>Herunterladen von {local} aus {place}</translation>
    </message>
    <message>
        <source>Download to {place}</source>
        <translation>Herunterladen nach {place}</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Wird heruntergeladen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Move to bottom</source>
        <translation>Ganz nach unten</translation>
    </message>
    <message>
        <source>Move to top</source>
        <translation>Ganz nach oben</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Needs your decision</source>
        <translation>Braucht Ihre Entscheidung</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Pause all</source>
        <translation>Alle anhalten</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>Alle fortsetzen</translation>
    </message>
    <message>
        <source>Save receipt…</source>
        <translation>Nachweis speichern…</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Übersprungen</translation>
    </message>
    <message>
        <source>Transfer actions</source>
        <translation>Befehle für Übertragungen</translation>
    </message>
    <message>
        <source>Transfers are done</source>
        <translation>Übertragungen sind fertig</translation>
    </message>
    <message>
        <source>Transfers ended with errors</source>
        <translation>Übertragungen mit Fehlern beendet</translation>
    </message>
    <message>
        <source>Transfers wait for your decision</source>
        <translation>Übertragungen warten auf Ihre Entscheidung</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Try all that failed again</source>
        <translation>Alle fehlgeschlagenen erneut versuchen</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>Hochladen</translation>
    </message>
    <message>
        <source>Upload of {local} to {place}</source>
        <translation>Hochladen von {local} nach {place}</translation>
    </message>
    <message>
        <source>Upload to {place}</source>
        <translation>Hochladen nach {place}</translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation>Wird hochgeladen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>size checked</source>
        <translation>Größe geprüft</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <source>{done} of {all}</source>
        <translation>{done} von {all}</translation>
    </message>
    <message>
        <source>{n} cancelled</source>
        <translation>{n} abgebrochen</translation>
    </message>
    <message>
        <source>{n} failed</source>
        <translation>{n} fehlgeschlagen</translation>
    </message>
    <message>
        <source>{n} paused</source>
        <translation>{n} angehalten</translation>
    </message>
    <message>
        <source>{n} running</source>
        <translation>{n} aktiv</translation>
    </message>
    <message>
        <source>{n} skipped</source>
        <translation>{n} übersprungen</translation>
    </message>
    <message>
        <source>{n} to decide</source>
        <translation>{n} zu entscheiden</translation>
    </message>
    <message>
        <source>{n} waiting</source>
        <translation>{n} wartend</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>“{name}” failed.</source>
        <translation>„{name}“ ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>“{name}” is copied.</source>
        <translation>„{name}“ ist kopiert.</translation>
    </message>
    <message>
        <source>“{name}” is downloaded.</source>
        <translation>„{name}“ ist heruntergeladen.</translation>
    </message>
    <message>
        <source>“{name}” is uploaded.</source>
        <translation>„{name}“ ist hochgeladen.</translation>
    </message>
    <message>
        <source>“{name}” waits.</source>
        <translation>„{name}“ wartet.</translation>
    </message>
    <message>
        <source>“{name}” was skipped.</source>
        <translation>„{name}“ wurde übersprungen.</translation>
    </message>
    <message>
        <source>“{name}”: {reason}</source>
        <translation>„{name}“: {reason}</translation>
    </message>
</context>
</TS>
