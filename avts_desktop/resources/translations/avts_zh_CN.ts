<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>known after the first measurement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model&apos;s SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About AVTS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tells whether sound and picture of a movie are in sync.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0, without any warranty. Qt, FFmpeg, PyTorch and the others have licences of their own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the versions for a report of a fault.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Analyst</name>
    <message>
        <source>The measuring could not be started: the system gave no process for it. Close other programs and measure again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The measuring ended unexpectedly (code {code}); perhaps memory ran out. Close other programs and measure again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Open recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DelayBox</name>
    <message>
        <source>Delay of the audio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In tenths of a millisecond; positive delays the audio.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrows: 10 ms, with Shift 1 ms. Page up and down: one frame.
Drag with Shift: finer. Double click: reset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delay of the audio in milliseconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delay of the audio in frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>advance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>delay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delay the audio by the offset that was measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A/B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear the audio without the delay, to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the delay to 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You hear the audio as it is in the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You hear the audio with this delay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>within the limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outside the limits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Open movie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Movies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FacesLane</name>
    <message>
        <source>Faces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who is in view, whose lips move with the sound, and the cuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no face</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LanesView</name>
    <message>
        <source>Time lanes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table of spans tells in words what the lanes show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show spectrogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show waveform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show sync distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all of the movie</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has happened yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the log files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MediaController</name>
    <message>
        <source>{name} cannot be opened: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no sound: it plays, but there is nothing to compare the picture with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no picture: it plays, but there are no lips to compare the sound with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds neither a picture nor a sound that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OffsetLane</name>
    <message>
        <source>{value} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{ms} ms early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{ms} ms late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>late</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OffsetMapLane</name>
    <message>
        <source>Offset map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How well lips and sound fit at each lag: the bright ridge wins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measurable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>distance {value}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlaybackController</name>
    <message>
        <source>Sound comes out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound device: pictures go on by the computer&apos;s clock.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Movies: {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure as soon as a movie is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the measurements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget the delays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound arrives late by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What loudspeakers or Bluetooth headphones add on their way to your ear. The picture then waits for them. It only concerns what you see and hear here: no measurement and no file is changed by it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits for new movies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished measurements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They make a movie&apos;s results appear at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remembered delays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The delay, sound track and limits last used with each movie.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProfileChoice</name>
    <message>
        <source>Profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The limits that the verdict holds the film against.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits of your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>early/late in ms, such as +40/-60</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits of your ownN{HORIZONTAL ELLIPSIS}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write both limits with their signs, such as +40/-60.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Profiles</name>
    <message>
        <source>film</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EBU R37 stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ITU-R BT.1359 detectability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ITU-R BT.1359 acceptability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the output to the transmitters. The default.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For each stage of production. Near the resolution of the measurement, so expect WARN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where average viewers begin to notice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tolerance of the whole chain, end to end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the input of the DTV encoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture may lag the sound by one frame at 24 fps and lead it by two.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The limits are those at 25 fps; they follow the frame rate of each file.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>The sound track is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another sound track.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound is silent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the sound track that has the dialogue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face is in view for long enough.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes about two seconds of a face that speaks, without a cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faces must look towards the camera and be about a tenth of the picture&apos;s height.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is too little speech on screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try a longer piece with somebody who speaks on camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The offset may be larger than {0} ms, the range that is tried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring the sound roughly into place first, then measure again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {0} s of a face with sound could be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lips in view do not fit the sound at any offset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voice-over, music or a dub? Look for a scene whose speaker is in view, or choose the track of the original language.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged packets of the picture that were skipped: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face was found; the whole picture was taken for a mouth.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking for faces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>listening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparing lips and voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sampling the film</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search for a word or a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use it here instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} is taken by “{action}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} stays where you put it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SoundLane</name>
    <message>
        <source>Sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound: spectrogram, and its waveform over it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} kHz</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpansTable</name>
    <message>
        <source>Stretches of the film</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return goes to where a stretch begins. Ctrl+C copies the table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here will be each stretch of the film with its offset,
once there is a result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>audio is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in sync ({offset})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Stop measuring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of measuring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound device: the clock of the system leads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>analysing {share} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{speed}x real time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dropped pictures: {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SyncLane</name>
    <message>
        <source>Sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How early or late the sound is along the movie, and the limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measurable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>distance {value}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimeField</name>
    <message>
        <source>Position: click to copy it or to type where to go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A timecode 01:02:03:04, a time 2:03.5 or a frame number 1234.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no time that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimeRuler</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timecode; drag to scrub, turn the wheel to zoom</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>To the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play again at the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed; the pitch changes with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frame {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mono</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stereo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} channels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <source>Profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measuring was stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No movie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not be measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MeasuringN{HORIZONTAL ELLIPSIS}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>limits {limits}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VideoView</name>
    <message>
        <source>There is sound but no picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>speaks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a movie here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You will see whether its sound and picture are in sync.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OpenN{HORIZONTAL ELLIPSIS}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faces and sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>who is in view, the shots, the spectrogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sync distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how early or late the sound is, moment by moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offset map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bright where lips and voice match: the ridge is the offset</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Could not be measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measurable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio is in sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio is {amount} ms early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio is {amount} ms late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount} ms early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount} ms late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{frames} frames at {fps} fps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>medium</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confidence {word}, {share} % of speech measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rough, from a few samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole film measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PASS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WARN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FAIL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UNKNOWN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Within the limits of the profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Within the limits, but the uncertainty reaches beyond them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outside the limits: the film as a whole or a stretch of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was measured, so nothing can be said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+{early} / {minus}{late} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As it is in the file: audio {left}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After this delay: audio {left}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No delay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delay audio by {amount} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advance audio by {amount} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drifts {amount} ms earlier each minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drifts {amount} ms later each minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jumps: {count} stretches, {least} to {most}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_KeyTable</name>
    <message>
        <source>Actions and their keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measurement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open movie...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close movie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preferences...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play backwards; again: faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play forwards; again: faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back 1 second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward 1 second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward 5 seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to timecode...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play again from the start at the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Louder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Softer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the measured delay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A/B: hear the sound as it is in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset the delay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio 1 frame earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio 1 frame later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio 1 ms earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio 1 ms later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio 100 ms earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio 100 ms later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next flagged span</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous flagged span</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the nearest marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole movie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow the playhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes around faces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look of the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the log files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About AVTS</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>early</name>
    <message>
        <source>Something unexpected went wrong ({error}); the log has the details. Your files are untouched, and you can go on.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>self._sync</name>
    <message>
        <source>early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>late</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
