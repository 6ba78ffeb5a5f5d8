<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>known after the first measurement</source>
        <translation>nach der ersten Messung bekannt</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Model&apos;s SHA-256</source>
        <translation>SHA-256 des Modells</translation>
    </message>
    <message>
        <source>Log files</source>
        <translation>Protokolldateien</translation>
    </message>
    <message>
        <source>About AVTS</source>
        <translation>Über AVTS</translation>
    </message>
    <message>
        <source>Tells whether sound and picture of a movie are in sync.</source>
        <translation>Sagt, ob Ton und Bild eines Films synchron sind.</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0, without any warranty. Qt, FFmpeg, PyTorch and the others have licences of their own.</source>
        <translation>Freie Software unter der Apache-Lizenz 2.0, ohne jede Gewährleistung. Qt, FFmpeg, PyTorch und die übrigen haben eigene Lizenzen.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copies the versions for a report of a fault.</source>
        <translation>Kopiert die Versionen für eine Fehlermeldung.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
</context>
<context>
    <name>AnalysisController</name>
    <message>
        <source>“{text}” is no profile. Choose one of the list, or write limits such as +40/-60: how many ms audio may be early and late.</source>
        <translation>„{text}“ ist kein Profil. Wählen Sie eines der Liste oder schreiben Sie Grenzen wie +40/-60: wie viele ms der Ton zu früh und zu spät sein darf.</translation>
    </message>
    <message>
        <source>{movie} was judged by a profile that is not there any more (“{name}”). Now it is judged by {profile}.</source>
        <translation>{movie} wurde nach einem Profil beurteilt, das es nicht mehr gibt („{name}“). Jetzt wird nach {profile} beurteilt.</translation>
    </message>
    <message>
        <source>The preferences name a profile that is not there (“{name}”). {profile} is used in its place; choose another beside the verdict.</source>
        <translation>Die Einstellungen nennen ein Profil, das es nicht gibt („{name}“). An seiner Stelle gilt {profile}; wählen Sie neben dem Urteil ein anderes.</translation>
    </message>
    <message>
        <source>{problem} The movie will be measured again when it is opened next. Make room on the disk, or let yourself write there.</source>
        <translation>{problem} Der Film wird beim nächsten Öffnen neu gemessen. Schaffen Sie Platz auf dem Datenträger oder geben Sie sich dort Schreibrechte.</translation>
    </message>
</context>
<context>
    <name>Analyst</name>
    <message>
        <source>The measuring could not be started: the system gave no process for it. Close other programs and measure again.</source>
        <translation>Die Messung konnte nicht beginnen: Das System gab keinen Prozess dafür. Schließen Sie andere Programme und messen Sie erneut.</translation>
    </message>
    <message>
        <source>The measuring ended unexpectedly (code {code}); perhaps memory ran out. Close other programs and measure again.</source>
        <translation>Die Messung endete unerwartet (Code {code}); vielleicht war der Speicher voll. Schließen Sie andere Programme und messen Sie erneut.</translation>
    </message>
    <message>
        <source>No process could be started: {reason}.</source>
        <translation>Es konnte kein Prozess gestartet werden: {reason}.</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>Liste leeren</translation>
    </message>
</context>
<context>
    <name>DelayBox</name>
    <message>
        <source>Delay of the audio</source>
        <translation>Verzögerung des Tons</translation>
    </message>
    <message>
        <source>In tenths of a millisecond; positive delays the audio.</source>
        <translation>In Zehntelmillisekunden; positiv verzögert den Ton.</translation>
    </message>
    <message>
        <source>Arrows: 10 ms, with Shift 1 ms. Page up and down: one frame.
Drag with Shift: finer. Double click: reset.</source>
        <translation>Pfeile: 10 ms, mit Umschalt 1 ms. Bild auf und ab: ein Bild.
Ziehen mit Umschalt: feiner. Doppelklick: zurücksetzen.</translation>
    </message>
    <message>
        <source>Delay of the audio in milliseconds</source>
        <translation>Verzögerung des Tons in Millisekunden</translation>
    </message>
    <message>
        <source>Delay of the audio in frames</source>
        <translation>Verzögerung des Tons in Bildern</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>advance</source>
        <translation>vorziehen</translation>
    </message>
    <message>
        <source>delay</source>
        <translation>verzögern</translation>
    </message>
    <message>
        <source>Delay the audio by the median of what was measured.</source>
        <translation>Den Ton um den Median des Gemessenen verzögern.</translation>
    </message>
    <message>
        <source>Use measured</source>
        <translation>Messwert übernehmen</translation>
    </message>
    <message>
        <source>Delay the audio by the offset that was measured.</source>
        <translation>Verzögert den Ton um den gemessenen Versatz.</translation>
    </message>
    <message>
        <source>A/B</source>
        <translation>A/B</translation>
    </message>
    <message>
        <source>Hear the audio without the delay, to compare.</source>
        <translation>Den Ton zum Vergleich ohne die Verzögerung hören.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Set the delay to 0.</source>
        <translation>Setzt die Verzögerung auf 0.</translation>
    </message>
    <message>
        <source>You hear the audio as it is in the file.</source>
        <translation>Sie hören den Ton, wie er in der Datei ist.</translation>
    </message>
    <message>
        <source>You hear the audio with this delay.</source>
        <translation>Sie hören den Ton mit dieser Verzögerung.</translation>
    </message>
    <message>
        <source>within the limits</source>
        <translation>innerhalb der Grenzwerte</translation>
    </message>
    <message>
        <source>outside the limits</source>
        <translation>außerhalb der Grenzwerte</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Open movie</source>
        <translation>Film öffnen</translation>
    </message>
    <message>
        <source>Movies</source>
        <translation>Filme</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
</context>
<context>
    <name>FacesLane</name>
    <message>
        <source>Faces</source>
        <translation>Gesichter</translation>
    </message>
    <message>
        <source>Who is in view, whose lips move with the sound, and the cuts</source>
        <translation>Wer im Bild ist, wessen Lippen zum Ton passen, und die Schnitte</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>kein Gesicht</translation>
    </message>
</context>
<context>
    <name>KeepingController</name>
    <message>
        <source>The finished analyses were thrown away.</source>
        <translation>Die fertigen Analysen wurden gelöscht.</translation>
    </message>
    <message>
        <source>What was chosen for each movie was forgotten.</source>
        <translation>Was für jeden Film gewählt war, wurde vergessen.</translation>
    </message>
    <message>
        <source>The finished analyses cannot be changed: {reason}</source>
        <translation>Die fertigen Analysen lassen sich nicht ändern: {reason}</translation>
    </message>
    <message>
        <source>{problem} Delay, track and profile of each movie are lost when the window is closed. Make room on the disk, or let yourself write there, and start again.</source>
        <translation>{problem} Verzögerung, Tonspur und Profil jedes Films gehen verloren, wenn das Fenster geschlossen wird. Schaffen Sie Platz auf dem Datenträger oder geben Sie sich dort Schreibrechte, und starten Sie neu.</translation>
    </message>
</context>
<context>
    <name>LanesView</name>
    <message>
        <source>Time lanes</source>
        <translation>Zeitspuren</translation>
    </message>
    <message>
        <source>The table of spans tells in words what the lanes show.</source>
        <translation>Die Tabelle der Abschnitte sagt in Worten, was die Spuren zeigen.</translation>
    </message>
    <message>
        <source>Show spectrogram</source>
        <translation>Spektrogramm zeigen</translation>
    </message>
    <message>
        <source>Show waveform</source>
        <translation>Wellenform zeigen</translation>
    </message>
    <message>
        <source>Show sync distance</source>
        <translation>Sync-Abstand zeigen</translation>
    </message>
    <message>
        <source>Remove marker</source>
        <translation>Marke entfernen</translation>
    </message>
    <message>
        <source>Show all of the movie</source>
        <translation>Ganzen Film zeigen</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Nothing has happened yet.</source>
        <translation>Noch ist nichts geschehen.</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Show the log files</source>
        <translation>Protokolldateien zeigen</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Player</source>
        <translation>Spieler</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Spans</source>
        <translation>Abschnitte</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
</context>
<context>
    <name>MediaController</name>
    <message>
        <source>{name} has changed since it was opened, and is opened again.</source>
        <translation>{name} hat sich seit dem Öffnen geändert und wird neu geöffnet.</translation>
    </message>
    <message>
        <source>{name} cannot be opened: {reason}.</source>
        <translation>{name} lässt sich nicht öffnen: {reason}.</translation>
    </message>
    <message>
        <source>{name} has no sound: it plays, but there is nothing to compare the picture with.</source>
        <translation>{name} hat keinen Ton: Der Film läuft, aber es gibt nichts, womit sich das Bild vergleichen ließe.</translation>
    </message>
    <message>
        <source>{name} has no picture: it plays, but there are no lips to compare the sound with.</source>
        <translation>{name} hat kein Bild: Der Ton läuft, aber es gibt keine Lippen, mit denen er sich vergleichen ließe.</translation>
    </message>
    <message>
        <source>{name} holds neither a picture nor a sound that can be read.</source>
        <translation>{name} enthält weder ein Bild noch einen Ton, die sich lesen lassen.</translation>
    </message>
    <message>
        <source>sound {number}: {codec}, {num_channels} ch</source>
        <translation>Ton {number}: {codec}, {num_channels} Kanäle</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
</context>
<context>
    <name>OffsetLane</name>
    <message>
        <source>{value} ms</source>
        <translation>{value} ms</translation>
    </message>
    <message>
        <source>neither early nor late</source>
        <translation>weder früh noch spät</translation>
    </message>
    <message>
        <source>{ms} ms early</source>
        <translation>{ms} ms zu früh</translation>
    </message>
    <message>
        <source>{ms} ms late</source>
        <translation>{ms} ms zu spät</translation>
    </message>
    <message>
        <source>early</source>
        <translation>früh</translation>
    </message>
    <message>
        <source>late</source>
        <translation>spät</translation>
    </message>
</context>
<context>
    <name>OffsetMapLane</name>
    <message>
        <source>Offset map</source>
        <translation>Versatzkarte</translation>
    </message>
    <message>
        <source>How well lips and sound fit at each lag: the bright ridge wins</source>
        <translation>Wie gut Lippen und Ton bei jedem Versatz zusammenpassen: Der helle Grat gewinnt</translation>
    </message>
    <message>
        <source>not measurable</source>
        <translation>nicht messbar</translation>
    </message>
    <message>
        <source>distance {value}</source>
        <translation>Abstand {value}</translation>
    </message>
</context>
<context>
    <name>PlaybackController</name>
    <message>
        <source>Sound comes out.</source>
        <translation>Der Ton wird ausgegeben.</translation>
    </message>
    <message>
        <source>No sound device: pictures go on by the computer&apos;s clock.</source>
        <translation>Kein Tongerät: Die Bilder folgen der Uhr des Rechners.</translation>
    </message>
</context>
<context>
    <name>PlayerSync</name>
    <message>
        <source>this player: audio {middle}, at most {most} ms apart</source>
        <translation>dieser Player: Ton {middle}, höchstens {most} ms Abstand</translation>
    </message>
</context>
<context>
    <name>PreferencesController</name>
    <message>
        <source>The preferences cannot be saved: the disk does not answer.</source>
        <translation>Die Einstellungen lassen sich nicht speichern: Der Datenträger antwortet nicht.</translation>
    </message>
    <message>
        <source>{problem} What you set lasts until the window is closed. Make room on the disk, or let yourself write there, and change a setting again.</source>
        <translation>{problem} Was Sie einstellen, gilt nur, bis das Fenster geschlossen wird. Schaffen Sie Platz auf dem Datenträger oder geben Sie sich dort Schreibrechte, und ändern Sie dann noch einmal eine Einstellung.</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Movies: {count}</source>
        <translation>Filme: {count}</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>Measure as soon as a movie is open</source>
        <translation>Messen, sobald ein Film geöffnet ist</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Clear the measurements</source>
        <translation>Die Messungen löschen</translation>
    </message>
    <message>
        <source>Forget the delays</source>
        <translation>Die Verzögerungen vergessen</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Sound arrives late by</source>
        <translation>Ton kommt verspätet um</translation>
    </message>
    <message>
        <source>What loudspeakers or Bluetooth headphones add on their way to your ear. The picture then waits for them. It only concerns what you see and hear here: no measurement and no file is changed by it.</source>
        <translation>Was Lautsprecher oder Bluetooth-Kopfhörer auf dem Weg zum Ohr hinzufügen. Das Bild wartet dann auf sie. Es betrifft nur, was Sie hier sehen und hören: Keine Messung und keine Datei ändert sich dadurch.</translation>
    </message>
    <message>
        <source>Limits for new movies</source>
        <translation>Grenzwerte für neue Filme</translation>
    </message>
    <message>
        <source>Finished measurements</source>
        <translation>Fertige Messungen</translation>
    </message>
    <message>
        <source>They make a movie&apos;s results appear at once.</source>
        <translation>Mit ihnen sind die Ergebnisse eines Films sofort da.</translation>
    </message>
    <message>
        <source>Remembered delays</source>
        <translation>Gemerkte Verzögerungen</translation>
    </message>
    <message>
        <source>The delay, sound track and limits last used with each movie.</source>
        <translation>Verzögerung, Tonspur und Grenzwerte, die zuletzt für jeden Film galten.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
</context>
<context>
    <name>ProfileChoice</name>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>The limits that the verdict holds the film against.</source>
        <translation>Die Grenzwerte, an denen das Urteil den Film misst.</translation>
    </message>
    <message>
        <source>Limits of your own</source>
        <translation>Eigene Grenzwerte</translation>
    </message>
    <message>
        <source>early/late in ms, such as +40/-60</source>
        <translation>früh/spät in ms, etwa +40/-60</translation>
    </message>
    <message>
        <source>Limits of your own…</source>
        <translation>Eigene Grenzwerte…</translation>
    </message>
    <message>
        <source>Write both limits with their signs, such as +40/-60.</source>
        <translation>Schreiben Sie beide Grenzwerte mit Vorzeichen, etwa +40/-60.</translation>
    </message>
</context>
<context>
    <name>Profiles</name>
    <message>
        <source>film</source>
        <translation>Kinofilm</translation>
    </message>
    <message>
        <source>one frame</source>
        <translation>ein Bild</translation>
    </message>
    <message>
        <source>limits</source>
        <translation>Grenzwerte</translation>
    </message>
    <message>
        <source>EBU R37 stage</source>
        <translation>EBU R37 je Stufe</translation>
    </message>
    <message>
        <source>ITU-R BT.1359 detectability</source>
        <translation>ITU-R BT.1359 Wahrnehmbarkeit</translation>
    </message>
    <message>
        <source>ITU-R BT.1359 acceptability</source>
        <translation>ITU-R BT.1359 Akzeptanz</translation>
    </message>
    <message>
        <source>At the output to the transmitters. The default.</source>
        <translation>Am Ausgang zu den Sendern. Die Voreinstellung.</translation>
    </message>
    <message>
        <source>For each stage of production. Near the resolution of the measurement, so expect WARN.</source>
        <translation>Für jede Stufe der Produktion. Nahe an der Auflösung der Messung, daher oft WARNUNG.</translation>
    </message>
    <message>
        <source>Where average viewers begin to notice.</source>
        <translation>Ab hier bemerken es durchschnittliche Zuschauer.</translation>
    </message>
    <message>
        <source>The tolerance of the whole chain, end to end.</source>
        <translation>Die Toleranz der gesamten Kette, von Ende zu Ende.</translation>
    </message>
    <message>
        <source>At the input of the DTV encoder.</source>
        <translation>Am Eingang des DTV-Encoders.</translation>
    </message>
    <message>
        <source>The picture may lag the sound by one frame at 24 fps and lead it by two.</source>
        <translation>Das Bild darf dem Ton bei 24 fps um ein Bild nachlaufen und um zwei vorauslaufen.</translation>
    </message>
    <message>
        <source>The limits are those at 25 fps; they follow the frame rate of each file.</source>
        <translation>Die Grenzwerte gelten für 25 fps; sie folgen der Bildrate jeder Datei.</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>The sound track is empty.</source>
        <translation>Die Tonspur ist leer.</translation>
    </message>
    <message>
        <source>Choose another sound track.</source>
        <translation>Wählen Sie eine andere Tonspur.</translation>
    </message>
    <message>
        <source>The sound is silent.</source>
        <translation>Der Ton ist stumm.</translation>
    </message>
    <message>
        <source>Choose the sound track that has the dialogue.</source>
        <translation>Wählen Sie die Tonspur mit dem Dialog.</translation>
    </message>
    <message>
        <source>No face is in view for long enough.</source>
        <translation>Kein Gesicht ist lange genug im Bild.</translation>
    </message>
    <message>
        <source>It takes about two seconds of a face that speaks, without a cut.</source>
        <translation>Es braucht etwa zwei Sekunden eines sprechenden Gesichts ohne Schnitt.</translation>
    </message>
    <message>
        <source>No face was found.</source>
        <translation>Es wurde kein Gesicht gefunden.</translation>
    </message>
    <message>
        <source>Faces must look towards the camera and be about a tenth of the picture&apos;s height.</source>
        <translation>Gesichter müssen zur Kamera blicken und etwa ein Zehntel der Bildhöhe haben.</translation>
    </message>
    <message>
        <source>There is too little speech on screen.</source>
        <translation>Es wird zu wenig im Bild gesprochen.</translation>
    </message>
    <message>
        <source>Try a longer piece with somebody who speaks on camera.</source>
        <translation>Versuchen Sie ein längeres Stück, in dem jemand im Bild spricht.</translation>
    </message>
    <message>
        <source>The face in view does not move, as in a still picture.</source>
        <translation>Das Gesicht im Bild bewegt sich nicht, wie auf einem Standbild.</translation>
    </message>
    <message>
        <source>The sound holds no speech, only noise, music or effects.</source>
        <translation>Der Ton enthält keine Sprache, nur Geräusche, Musik oder Effekte.</translation>
    </message>
    <message>
        <source>The offset may be larger than {0} ms, the range that is tried.</source>
        <translation>Der Versatz ist vielleicht größer als {0} ms, der untersuchte Bereich.</translation>
    </message>
    <message>
        <source>Bring the sound roughly into place first, then measure again.</source>
        <translation>Bringen Sie den Ton erst grob an seinen Platz und messen Sie dann erneut.</translation>
    </message>
    <message>
        <source>Only {0} s of a face with sound could be compared.</source>
        <translation>Nur {0} s eines Gesichts mit Ton konnten verglichen werden.</translation>
    </message>
    <message>
        <source>The lips in view do not fit the sound at any offset within {0} ms.</source>
        <translation>Die Lippen passen bei keinem Versatz bis {0} ms zum Ton.</translation>
    </message>
    <message>
        <source>Voice-over, music or a dub? Look for a scene whose speaker is in view, or choose the track of the original language.</source>
        <translation>Off-Stimme, Musik, Synchronfassung? Suchen Sie eine Szene mit sichtbarem Sprecher oder wählen Sie die Tonspur der Originalsprache.</translation>
    </message>
    <message>
        <source>Damaged packets of the picture that were skipped: {0}.</source>
        <translation>Übersprungene beschädigte Bildpakete: {0}.</translation>
    </message>
    <message>
        <source>No face was found; the whole picture was taken for a mouth.</source>
        <translation>Es wurde kein Gesicht gefunden; das ganze Bild galt als Mund.</translation>
    </message>
    <message>
        <source>looking for faces</source>
        <translation>Gesichter suchen</translation>
    </message>
    <message>
        <source>listening</source>
        <translation>Ton hören</translation>
    </message>
    <message>
        <source>comparing lips and voice</source>
        <translation>Lippen und Stimme vergleichen</translation>
    </message>
    <message>
        <source>sampling the film</source>
        <translation>Stichproben nehmen</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search for a word or a key</source>
        <translation>Nach einem Wort oder einer Taste suchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Use it here instead</source>
        <translation>Stattdessen hier verwenden</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>{key} is taken by “{action}”.</source>
        <translation>{key} gehört schon zu „{action}“.</translation>
    </message>
    <message>
        <source>{key} stays where you put it.</source>
        <translation>{key} bleibt, wo Sie es hingelegt haben.</translation>
    </message>
</context>
<context>
    <name>SoundLane</name>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>The sound: spectrogram, and its waveform over it</source>
        <translation>Der Ton: Spektrogramm, darüber die Wellenform</translation>
    </message>
    <message>
        <source>{value} kHz</source>
        <translation>{value} kHz</translation>
    </message>
</context>
<context>
    <name>SpansTable</name>
    <message>
        <source>Stretches of the film</source>
        <translation>Abschnitte des Films</translation>
    </message>
    <message>
        <source>Return goes to where a stretch begins. Ctrl+C copies the table.</source>
        <translation>Eingabe springt zum Anfang eines Abschnitts. Strg+C kopiert die Tabelle.</translation>
    </message>
    <message>
        <source>Here will be each stretch of the film with its offset,
once there is a result.</source>
        <translation>Hier steht jeder Abschnitt des Films mit seinem Versatz,
sobald es ein Ergebnis gibt.</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>audio is</source>
        <translation>Ton ist</translation>
    </message>
    <message>
        <source>confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>for a while {offset}</source>
        <translation>zeitweise {offset}</translation>
    </message>
    <message>
        <source>in sync ({offset})</source>
        <translation>synchron ({offset})</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Stop measuring</source>
        <translation>Messung abbrechen</translation>
    </message>
    <message>
        <source>Progress of measuring</source>
        <translation>Fortschritt der Messung</translation>
    </message>
    <message>
        <source>No sound device</source>
        <translation>Kein Tongerät</translation>
    </message>
    <message>
        <source>Without a sound device the picture follows the system&apos;s clock.</source>
        <translation>Ohne Tongerät folgt das Bild der Uhr des Systems.</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>model {name}</source>
        <translation>Modell {name}</translation>
    </message>
    <message>
        <source>analysing {share} %</source>
        <translation>Messung {share} %</translation>
    </message>
    <message>
        <source>{speed}x real time</source>
        <translation>{speed}x Echtzeit</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>dropped pictures: {count}</source>
        <translation>ausgelassene Bilder: {count}</translation>
    </message>
</context>
<context>
    <name>SyncLane</name>
    <message>
        <source>Sync</source>
        <translation>Sync</translation>
    </message>
    <message>
        <source>How early or late the sound is along the movie, and the limits</source>
        <translation>Wie früh oder spät der Ton im Lauf des Films ist, und die Grenzwerte</translation>
    </message>
    <message>
        <source>distance</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>not measurable</source>
        <translation>nicht messbar</translation>
    </message>
    <message>
        <source>distance {here}, at the best lag {best}</source>
        <translation>Abstand {here}, beim besten Versatz {best}</translation>
    </message>
</context>
<context>
    <name>TimeField</name>
    <message>
        <source>Position: click to copy it or to type where to go</source>
        <translation>Position: anklicken, um sie zu kopieren oder ein Ziel einzugeben</translation>
    </message>
    <message>
        <source>A timecode 01:02:03:04, a time 2:03.5 or a frame number 1234.</source>
        <translation>Ein Zeitcode 01:02:03:04, eine Zeit 2:03.5 oder eine Bildnummer 1234.</translation>
    </message>
    <message>
        <source>This is no time that can be read.</source>
        <translation>Das lässt sich nicht als Zeit lesen.</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
</context>
<context>
    <name>TimeRuler</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Timecode; drag to scrub, turn the wheel to zoom</source>
        <translation>Zeitcode; ziehen, um zu suchen, Mausrad zum Zoomen</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>To the start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <source>Play again at the end</source>
        <translation>Am Ende von vorn abspielen</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>Speed; the pitch changes with it</source>
        <translation>Geschwindigkeit; die Tonhöhe ändert sich mit</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Sound track</source>
        <translation>Tonspur</translation>
    </message>
    <message>
        <source>frame {number}</source>
        <translation>Bild {number}</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>Ton an</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>kein Ton</translation>
    </message>
    <message>
        <source>mono</source>
        <translation>mono</translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>stereo</translation>
    </message>
    <message>
        <source>{count} channels</source>
        <translation>{count} Kanäle</translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>measuring was stopped</source>
        <translation>Messung abgebrochen</translation>
    </message>
    <message>
        <source>No movie</source>
        <translation>Kein Film</translation>
    </message>
    <message>
        <source>Could not be measured</source>
        <translation>Messung misslungen</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Messung läuft…</translation>
    </message>
    <message>
        <source>Not measurable</source>
        <translation>Nicht messbar</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>Nicht gemessen</translation>
    </message>
    <message>
        <source>limits {limits}</source>
        <translation>Grenzwerte {limits}</translation>
    </message>
    <message>
        <source>The file has no sound.</source>
        <translation>Die Datei hat keinen Ton.</translation>
    </message>
    <message>
        <source>The file has no picture.</source>
        <translation>Die Datei hat kein Bild.</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>Erneut messen</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
</context>
<context>
    <name>VideoView</name>
    <message>
        <source>There is sound but no picture.</source>
        <translation>Es gibt Ton, aber kein Bild.</translation>
    </message>
    <message>
        <source>Opening {name}</source>
        <translation>{name} wird geöffnet</translation>
    </message>
    <message>
        <source>speaks</source>
        <translation>spricht</translation>
    </message>
    <message>
        <source>this player: known while it plays</source>
        <translation>dieser Player: bekannt, während er spielt</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Picture of {name}</source>
        <translation>Bild von {name}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a movie here</source>
        <translation>Film hierher ziehen</translation>
    </message>
    <message>
        <source>You will see whether its sound and picture are in sync.</source>
        <translation>Sie sehen dann, ob Ton und Bild synchron sind.</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>Beispiel ansehen</translation>
    </message>
    <message>
        <source>Faces and sound</source>
        <translation>Gesichter und Ton</translation>
    </message>
    <message>
        <source>who is in view, the shots, the spectrogram</source>
        <translation>wer im Bild ist, die Einstellungen, das Spektrogramm</translation>
    </message>
    <message>
        <source>Sync distance</source>
        <translation>Sync-Abstand</translation>
    </message>
    <message>
        <source>how early or late the sound is, moment by moment</source>
        <translation>wie früh oder spät der Ton ist, Augenblick für Augenblick</translation>
    </message>
    <message>
        <source>Offset map</source>
        <translation>Versatzkarte</translation>
    </message>
    <message>
        <source>bright where lips and voice match: the ridge is the offset</source>
        <translation>hell, wo Lippen und Stimme passen: Der Grat ist der Versatz</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Could not be measured</source>
        <translation>Messung misslungen</translation>
    </message>
    <message>
        <source>Not measurable</source>
        <translation>Nicht messbar</translation>
    </message>
    <message>
        <source>Audio jumps by {amount} ms</source>
        <translation>Ton springt um {amount} ms</translation>
    </message>
    <message>
        <source>Audio is in sync</source>
        <translation>Ton ist synchron</translation>
    </message>
    <message>
        <source>Audio is {amount} ms early</source>
        <translation>Ton {amount} ms zu früh</translation>
    </message>
    <message>
        <source>Audio is {amount} ms late</source>
        <translation>Ton {amount} ms zu spät</translation>
    </message>
    <message>
        <source>{amount} ms</source>
        <translation>{amount} ms</translation>
    </message>
    <message>
        <source>{amount} ms early</source>
        <translation>{amount} ms zu früh</translation>
    </message>
    <message>
        <source>{amount} ms late</source>
        <translation>{amount} ms zu spät</translation>
    </message>
    <message>
        <source>{frames} frames at {fps} fps</source>
        <translation>{frames} Bilder bei {fps} fps</translation>
    </message>
    <message>
        <source>high</source>
        <translation>hoch</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>low</source>
        <translation>niedrig</translation>
    </message>
    <message>
        <source>confidence {word}, {share} % of speech measured</source>
        <translation>Sicherheit {word}, {share} % Sprache gemessen</translation>
    </message>
    <message>
        <source>speech on screen in {share} % of the film</source>
        <translation>Sprache im Bild: {share} % des Films</translation>
    </message>
    <message>
        <source>rough, from a few samples</source>
        <translation>grob, aus wenigen Stichproben</translation>
    </message>
    <message>
        <source>so far; still measuring</source>
        <translation>bisher; Messung läuft noch</translation>
    </message>
    <message>
        <source>whole film measured</source>
        <translation>ganzer Film gemessen</translation>
    </message>
    <message>
        <source>PASS</source>
        <translation>BESTANDEN</translation>
    </message>
    <message>
        <source>WARN</source>
        <translation>WARNUNG</translation>
    </message>
    <message>
        <source>FAIL</source>
        <translation>AUSSERHALB</translation>
    </message>
    <message>
        <source>UNKNOWN</source>
        <translation>UNBEKANNT</translation>
    </message>
    <message>
        <source>Within the limits of the profile.</source>
        <translation>Innerhalb der Grenzwerte des Profils.</translation>
    </message>
    <message>
        <source>Within the limits, but the uncertainty reaches beyond them.</source>
        <translation>Innerhalb der Grenzwerte, doch die Unsicherheit reicht darüber hinaus.</translation>
    </message>
    <message>
        <source>Outside the limits: the film as a whole or a stretch of it.</source>
        <translation>Außerhalb der Grenzwerte: der Film als Ganzes oder ein Abschnitt.</translation>
    </message>
    <message>
        <source>Nothing was measured, so nothing can be said.</source>
        <translation>Es wurde nichts gemessen, daher lässt sich nichts sagen.</translation>
    </message>
    <message>
        <source>+{early} / {minus}{late} ms</source>
        <translation>+{early} / {minus}{late} ms</translation>
    </message>
    <message>
        <source>in sync</source>
        <translation>synchron</translation>
    </message>
    <message>
        <source>As it is in the file: audio {left}</source>
        <translation>Wie in der Datei: Ton {left}</translation>
    </message>
    <message>
        <source>After this delay: audio {left}</source>
        <translation>Mit dieser Verzögerung: Ton {left}</translation>
    </message>
    <message>
        <source>One delay repairs one stretch at most.</source>
        <translation>Eine Verzögerung behebt höchstens einen Abschnitt.</translation>
    </message>
    <message>
        <source>No delay</source>
        <translation>Keine Verzögerung</translation>
    </message>
    <message>
        <source>Delay audio by {amount} ms</source>
        <translation>Ton um {amount} ms verzögern</translation>
    </message>
    <message>
        <source>Advance audio by {amount} ms</source>
        <translation>Ton um {amount} ms vorziehen</translation>
    </message>
    <message>
        <source>Drifts {amount} ms earlier each minute</source>
        <translation>Wird je Minute {amount} ms früher</translation>
    </message>
    <message>
        <source>Drifts {amount} ms later each minute</source>
        <translation>Wird je Minute {amount} ms später</translation>
    </message>
    <message>
        <source>So close to the limit that the uncertainty of {amount} ms reaches beyond</source>
        <translation>So nah an der Grenze, dass die Unsicherheit von {amount} ms darüber hinausreicht</translation>
    </message>
    <message>
        <source>{count} stretches, each constant: see the table</source>
        <translation>{count} Abschnitte, jeder konstant: siehe Tabelle</translation>
    </message>
    <message>
        <source>{least} to {most}</source>
        <translation>{least} bis {most}</translation>
    </message>
</context>
<context>
    <name>_KeyTable</name>
    <message>
        <source>Actions and their keys</source>
        <translation>Aktionen und ihre Tasten</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Playback</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>Verzögerung</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Measurement</source>
        <translation>Messung</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Open movie...</source>
        <translation>Film öffnen...</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>Beispiel öffnen</translation>
    </message>
    <message>
        <source>Close movie</source>
        <translation>Film schließen</translation>
    </message>
    <message>
        <source>Preferences...</source>
        <translation>Einstellungen...</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Play backwards; again: faster</source>
        <translation>Rückwärts abspielen; nochmals: schneller</translation>
    </message>
    <message>
        <source>Play forwards; again: faster</source>
        <translation>Vorwärts abspielen; nochmals: schneller</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Back 1 second</source>
        <translation>1 Sekunde zurück</translation>
    </message>
    <message>
        <source>Forward 1 second</source>
        <translation>1 Sekunde vor</translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation>5 Sekunden zurück</translation>
    </message>
    <message>
        <source>Forward 5 seconds</source>
        <translation>5 Sekunden vor</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <source>Go to timecode...</source>
        <translation>Zu Zeitcode gehen...</translation>
    </message>
    <message>
        <source>Play again from the start at the end</source>
        <translation>Am Ende von vorn abspielen</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>Lauter</translation>
    </message>
    <message>
        <source>Softer</source>
        <translation>Leiser</translation>
    </message>
    <message>
        <source>Use the measured delay</source>
        <translation>Gemessene Verzögerung übernehmen</translation>
    </message>
    <message>
        <source>A/B: hear the sound as it is in the file</source>
        <translation>A/B: Ton hören, wie er in der Datei ist</translation>
    </message>
    <message>
        <source>Reset the delay</source>
        <translation>Verzögerung zurücksetzen</translation>
    </message>
    <message>
        <source>Audio 1 frame earlier</source>
        <translation>Ton 1 Bild früher</translation>
    </message>
    <message>
        <source>Audio 1 frame later</source>
        <translation>Ton 1 Bild später</translation>
    </message>
    <message>
        <source>Audio 1 ms earlier</source>
        <translation>Ton 1 ms früher</translation>
    </message>
    <message>
        <source>Audio 1 ms later</source>
        <translation>Ton 1 ms später</translation>
    </message>
    <message>
        <source>Audio 100 ms earlier</source>
        <translation>Ton 100 ms früher</translation>
    </message>
    <message>
        <source>Audio 100 ms later</source>
        <translation>Ton 100 ms später</translation>
    </message>
    <message>
        <source>Next flagged span</source>
        <translation>Nächster auffälliger Abschnitt</translation>
    </message>
    <message>
        <source>Previous flagged span</source>
        <translation>Voriger auffälliger Abschnitt</translation>
    </message>
    <message>
        <source>Add a marker</source>
        <translation>Marke setzen</translation>
    </message>
    <message>
        <source>Remove the nearest marker</source>
        <translation>Nächstgelegene Marke entfernen</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Show the whole movie</source>
        <translation>Ganzen Film zeigen</translation>
    </message>
    <message>
        <source>Follow the playhead</source>
        <translation>Dem Abspielkopf folgen</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>Erneut messen</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>Messung abbrechen</translation>
    </message>
    <message>
        <source>Boxes around faces</source>
        <translation>Rahmen um Gesichter</translation>
    </message>
    <message>
        <source>How far off the player itself is</source>
        <translation>Eigene Abweichung des Players</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Spans</source>
        <translation>Abschnitte</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Look of the system</source>
        <translation>Aussehen des Systems</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Show the log files</source>
        <translation>Protokolldateien zeigen</translation>
    </message>
    <message>
        <source>About AVTS</source>
        <translation>Über AVTS</translation>
    </message>
</context>
<context>
    <name>early</name>
    <message>
        <source>Something unexpected went wrong ({error}); the log has the details. Your files are untouched, and you can go on.</source>
        <translation>Etwas Unerwartetes ist schiefgegangen ({error}); Einzelheiten stehen im Protokoll. Ihre Dateien sind unberührt, und Sie können weiterarbeiten.</translation>
    </message>
</context>
<context>
    <name>self._sync</name>
    <message>
        <source>early</source>
        <translation>früh</translation>
    </message>
    <message>
        <source>late</source>
        <translation>spät</translation>
    </message>
</context>
</TS>
