<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>known after the first measurement</source>
        <translation>首次测量后可知</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Model&apos;s SHA-256</source>
        <translation>模型的 SHA-256</translation>
    </message>
    <message>
        <source>Log files</source>
        <translation>日志文件</translation>
    </message>
    <message>
        <source>About AVTS</source>
        <translation>关于 AVTS</translation>
    </message>
    <message>
        <source>Tells whether sound and picture of a movie are in sync.</source>
        <translation>判断影片的声音与画面是否同步。</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0, without any warranty. Qt, FFmpeg, PyTorch and the others have licences of their own.</source>
        <translation>自由软件，采用 Apache 许可证 2.0，不提供任何担保。Qt、FFmpeg、PyTorch 等组件各有其许可证。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copies the versions for a report of a fault.</source>
        <translation>复制版本信息，便于报告故障。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
</context>
<context>
    <name>AnalysisController</name>
    <message>
        <source>“{text}” is no profile. Choose one of the list, or write limits such as +40/-60: how many ms audio may be early and late.</source>
        <translation>“{text}”不是配置。请从列表中选择，或写出限值，例如 +40/-60：声音可以提前和滞后多少毫秒。</translation>
    </message>
    <message>
        <source>{movie} was judged by a profile that is not there any more (“{name}”). Now it is judged by {profile}.</source>
        <translation>{movie} 此前采用的配置已不存在（“{name}”），现按 {profile} 判定。</translation>
    </message>
    <message>
        <source>The preferences name a profile that is not there (“{name}”). {profile} is used in its place; choose another beside the verdict.</source>
        <translation>首选项中的配置不存在（“{name}”），已改用 {profile}；可在结论旁另选。</translation>
    </message>
    <message>
        <source>{problem} The movie will be measured again when it is opened next. Make room on the disk, or let yourself write there.</source>
        <translation>{problem} 下次打开时将重新测量该影片。请腾出磁盘空间，或为自己开通写入权限。</translation>
    </message>
</context>
<context>
    <name>Analyst</name>
    <message>
        <source>The measuring could not be started: the system gave no process for it. Close other programs and measure again.</source>
        <translation>无法开始测量：系统未能提供进程。请关闭其他程序后重新测量。</translation>
    </message>
    <message>
        <source>The measuring ended unexpectedly (code {code}); perhaps memory ran out. Close other programs and measure again.</source>
        <translation>测量意外终止（代码 {code}），可能是内存不足。请关闭其他程序后重新测量。</translation>
    </message>
    <message>
        <source>No process could be started: {reason}.</source>
        <translation>无法启动进程：{reason}。</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Open recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>清除列表</translation>
    </message>
</context>
<context>
    <name>DelayBox</name>
    <message>
        <source>Delay of the audio</source>
        <translation>音频延迟</translation>
    </message>
    <message>
        <source>In tenths of a millisecond; positive delays the audio.</source>
        <translation>单位为十分之一毫秒；正值使音频延后。</translation>
    </message>
    <message>
        <source>Arrows: 10 ms, with Shift 1 ms. Page up and down: one frame.
Drag with Shift: finer. Double click: reset.</source>
        <translation>方向键：10 毫秒，按住 Shift 为 1 毫秒。Page Up / Page Down：一帧。
按住 Shift 拖动：更精细。双击：复位。</translation>
    </message>
    <message>
        <source>Delay of the audio in milliseconds</source>
        <translation>音频延迟（毫秒）</translation>
    </message>
    <message>
        <source>Delay of the audio in frames</source>
        <translation>音频延迟（帧）</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>毫秒</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>advance</source>
        <translation>提前</translation>
    </message>
    <message>
        <source>delay</source>
        <translation>延后</translation>
    </message>
    <message>
        <source>Delay the audio by the median of what was measured.</source>
        <translation>按测得偏移的中位数延后音频。</translation>
    </message>
    <message>
        <source>Use measured</source>
        <translation>采用测量值</translation>
    </message>
    <message>
        <source>Delay the audio by the offset that was measured.</source>
        <translation>按测得的偏移量延迟音频。</translation>
    </message>
    <message>
        <source>A/B</source>
        <translation>A/B</translation>
    </message>
    <message>
        <source>Hear the audio without the delay, to compare.</source>
        <translation>收听未加延迟的音频以作比较。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>复位</translation>
    </message>
    <message>
        <source>Set the delay to 0.</source>
        <translation>将延迟设为 0。</translation>
    </message>
    <message>
        <source>You hear the audio as it is in the file.</source>
        <translation>您听到的是文件中的原始音频。</translation>
    </message>
    <message>
        <source>You hear the audio with this delay.</source>
        <translation>您听到的是加上此延迟的音频。</translation>
    </message>
    <message>
        <source>within the limits</source>
        <translation>在限值之内</translation>
    </message>
    <message>
        <source>outside the limits</source>
        <translation>超出限值</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Open movie</source>
        <translation>打开影片</translation>
    </message>
    <message>
        <source>Movies</source>
        <translation>影片</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
</context>
<context>
    <name>FacesLane</name>
    <message>
        <source>Faces</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Who is in view, whose lips move with the sound, and the cuts</source>
        <translation>画面中有谁、谁的口型与声音吻合，以及剪切点</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>无人脸</translation>
    </message>
</context>
<context>
    <name>KeepingController</name>
    <message>
        <source>The finished analyses were thrown away.</source>
        <translation>已删除完成的分析结果。</translation>
    </message>
    <message>
        <source>What was chosen for each movie was forgotten.</source>
        <translation>已清除为各影片所做的选择。</translation>
    </message>
    <message>
        <source>The finished analyses cannot be changed: {reason}</source>
        <translation>无法更改已完成的分析结果：{reason}</translation>
    </message>
    <message>
        <source>{problem} Delay, track and profile of each movie are lost when the window is closed. Make room on the disk, or let yourself write there, and start again.</source>
        <translation>{problem} 关闭窗口后，每部影片的延迟、音轨和配置都会丢失。请腾出磁盘空间，或为自己开通写入权限，然后重新启动。</translation>
    </message>
</context>
<context>
    <name>LanesView</name>
    <message>
        <source>Time lanes</source>
        <translation>时间轨</translation>
    </message>
    <message>
        <source>The table of spans tells in words what the lanes show.</source>
        <translation>片段表以文字说明各轨所示内容。</translation>
    </message>
    <message>
        <source>Show spectrogram</source>
        <translation>显示频谱图</translation>
    </message>
    <message>
        <source>Show waveform</source>
        <translation>显示波形</translation>
    </message>
    <message>
        <source>Show sync distance</source>
        <translation>显示同步距离</translation>
    </message>
    <message>
        <source>Remove marker</source>
        <translation>删除标记</translation>
    </message>
    <message>
        <source>Show all of the movie</source>
        <translation>显示整部影片</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Nothing has happened yet.</source>
        <translation>尚无记录。</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>Show the log files</source>
        <translation>显示日志文件</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Player</source>
        <translation>播放器</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Spans</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
</context>
<context>
    <name>MediaController</name>
    <message>
        <source>{name} has changed since it was opened, and is opened again.</source>
        <translation>{name} 在打开后已更改，正在重新打开。</translation>
    </message>
    <message>
        <source>{name} cannot be opened: {reason}.</source>
        <translation>无法打开 {name}：{reason}。</translation>
    </message>
    <message>
        <source>{name} has no sound: it plays, but there is nothing to compare the picture with.</source>
        <translation>{name} 没有声音：可以播放，但没有可与画面比较的内容。</translation>
    </message>
    <message>
        <source>{name} has no picture: it plays, but there are no lips to compare the sound with.</source>
        <translation>{name} 没有画面：可以播放，但没有可与声音比较的口型。</translation>
    </message>
    <message>
        <source>{name} holds neither a picture nor a sound that can be read.</source>
        <translation>{name} 既没有可读取的画面，也没有可读取的声音。</translation>
    </message>
    <message>
        <source>sound {number}: {codec}, {num_channels} ch</source>
        <translation>音轨 {number}：{codec}，{num_channels} 声道</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
</context>
<context>
    <name>OffsetLane</name>
    <message>
        <source>{value} ms</source>
        <translation>{value} 毫秒</translation>
    </message>
    <message>
        <source>neither early nor late</source>
        <translation>既不超前也不滞后</translation>
    </message>
    <message>
        <source>{ms} ms early</source>
        <translation>超前 {ms} 毫秒</translation>
    </message>
    <message>
        <source>{ms} ms late</source>
        <translation>滞后 {ms} 毫秒</translation>
    </message>
    <message>
        <source>early</source>
        <translation>超前</translation>
    </message>
    <message>
        <source>late</source>
        <translation>滞后</translation>
    </message>
</context>
<context>
    <name>OffsetMapLane</name>
    <message>
        <source>Offset map</source>
        <translation>偏移图</translation>
    </message>
    <message>
        <source>How well lips and sound fit at each lag: the bright ridge wins</source>
        <translation>各偏移下口型与声音的吻合程度：亮脊即答案</translation>
    </message>
    <message>
        <source>not measurable</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>distance {value}</source>
        <translation>距离 {value}</translation>
    </message>
</context>
<context>
    <name>PlaybackController</name>
    <message>
        <source>Sound comes out.</source>
        <translation>声音已输出。</translation>
    </message>
    <message>
        <source>No sound device: pictures go on by the computer&apos;s clock.</source>
        <translation>没有音频设备：画面按计算机时钟播放。</translation>
    </message>
</context>
<context>
    <name>PlayerSync</name>
    <message>
        <source>this player: audio {middle}, at most {most} ms apart</source>
        <translation>本播放器：音频{middle}，最多相差 {most} 毫秒</translation>
    </message>
</context>
<context>
    <name>PreferencesController</name>
    <message>
        <source>The preferences cannot be saved: the disk does not answer.</source>
        <translation>无法保存偏好设置：磁盘没有响应。</translation>
    </message>
    <message>
        <source>{problem} What you set lasts until the window is closed. Make room on the disk, or let yourself write there, and change a setting again.</source>
        <translation>{problem} 您的设置仅在关闭窗口前有效。请腾出磁盘空间，或为自己开通写入权限，然后再更改一次设置。</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Movies: {count}</source>
        <translation>影片：{count}</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> 毫秒</translation>
    </message>
    <message>
        <source>Measure as soon as a movie is open</source>
        <translation>打开影片后立即测量</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Clear the measurements</source>
        <translation>清除测量结果</translation>
    </message>
    <message>
        <source>Forget the delays</source>
        <translation>清除已记住的延迟</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Sound arrives late by</source>
        <translation>声音到达的滞后</translation>
    </message>
    <message>
        <source>What loudspeakers or Bluetooth headphones add on their way to your ear. The picture then waits for them. It only concerns what you see and hear here: no measurement and no file is changed by it.</source>
        <translation>音箱或蓝牙耳机在声音到达耳朵之前增加的时间，画面会相应等待。这只影响您在此处的视听，不会改变任何测量结果或文件。</translation>
    </message>
    <message>
        <source>Limits for new movies</source>
        <translation>新影片的限值</translation>
    </message>
    <message>
        <source>Finished measurements</source>
        <translation>已完成的测量</translation>
    </message>
    <message>
        <source>They make a movie&apos;s results appear at once.</source>
        <translation>再次打开影片时可立即显示结果。</translation>
    </message>
    <message>
        <source>Remembered delays</source>
        <translation>已记住的延迟</translation>
    </message>
    <message>
        <source>The delay, sound track and limits last used with each movie.</source>
        <translation>每部影片上次使用的延迟、音轨和限值。</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
</context>
<context>
    <name>ProfileChoice</name>
    <message>
        <source>Profile</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>The limits that the verdict holds the film against.</source>
        <translation>判定影片所依据的限值。</translation>
    </message>
    <message>
        <source>Limits of your own</source>
        <translation>自定义限值</translation>
    </message>
    <message>
        <source>early/late in ms, such as +40/-60</source>
        <translation>超前/滞后（毫秒），如 +40/-60</translation>
    </message>
    <message>
        <source>Limits of your own…</source>
        <translation>自定义限值…</translation>
    </message>
    <message>
        <source>Write both limits with their signs, such as +40/-60.</source>
        <translation>请写出带符号的两个限值，如 +40/-60。</translation>
    </message>
</context>
<context>
    <name>Profiles</name>
    <message>
        <source>film</source>
        <translation>电影</translation>
    </message>
    <message>
        <source>one frame</source>
        <translation>一帧</translation>
    </message>
    <message>
        <source>limits</source>
        <translation>限值</translation>
    </message>
    <message>
        <source>EBU R37 stage</source>
        <translation>EBU R37 单环节</translation>
    </message>
    <message>
        <source>ITU-R BT.1359 detectability</source>
        <translation>ITU-R BT.1359 可察觉</translation>
    </message>
    <message>
        <source>ITU-R BT.1359 acceptability</source>
        <translation>ITU-R BT.1359 可接受</translation>
    </message>
    <message>
        <source>At the output to the transmitters. The default.</source>
        <translation>在送往发射台的输出端。默认值。</translation>
    </message>
    <message>
        <source>For each stage of production. Near the resolution of the measurement, so expect WARN.</source>
        <translation>用于制作的每个环节。接近测量分辨率，因此常会出现“警告”。</translation>
    </message>
    <message>
        <source>Where average viewers begin to notice.</source>
        <translation>普通观众开始察觉的界限。</translation>
    </message>
    <message>
        <source>The tolerance of the whole chain, end to end.</source>
        <translation>整条链路端到端的容差。</translation>
    </message>
    <message>
        <source>At the input of the DTV encoder.</source>
        <translation>在数字电视编码器的输入端。</translation>
    </message>
    <message>
        <source>The picture may lag the sound by one frame at 24 fps and lead it by two.</source>
        <translation>在 24 fps 下，画面可滞后声音一帧，或超前两帧。</translation>
    </message>
    <message>
        <source>The limits are those at 25 fps; they follow the frame rate of each file.</source>
        <translation>限值以 25 fps 计，并随各文件的帧率变化。</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>The sound track is empty.</source>
        <translation>音轨为空。</translation>
    </message>
    <message>
        <source>Choose another sound track.</source>
        <translation>请选择其他音轨。</translation>
    </message>
    <message>
        <source>The sound is silent.</source>
        <translation>声音为静音。</translation>
    </message>
    <message>
        <source>Choose the sound track that has the dialogue.</source>
        <translation>请选择含有对白的音轨。</translation>
    </message>
    <message>
        <source>No face is in view for long enough.</source>
        <translation>没有人脸在画面中停留足够久。</translation>
    </message>
    <message>
        <source>It takes about two seconds of a face that speaks, without a cut.</source>
        <translation>需要约两秒不间断的说话人脸镜头。</translation>
    </message>
    <message>
        <source>No face was found.</source>
        <translation>未找到人脸。</translation>
    </message>
    <message>
        <source>Faces must look towards the camera and be about a tenth of the picture&apos;s height.</source>
        <translation>人脸须朝向镜头，且高度约占画面的十分之一。</translation>
    </message>
    <message>
        <source>There is too little speech on screen.</source>
        <translation>画面中的说话内容太少。</translation>
    </message>
    <message>
        <source>Try a longer piece with somebody who speaks on camera.</source>
        <translation>请尝试有人出镜说话的较长片段。</translation>
    </message>
    <message>
        <source>The face in view does not move, as in a still picture.</source>
        <translation>画面中的人脸没有动，像是静止图片。</translation>
    </message>
    <message>
        <source>The sound holds no speech, only noise, music or effects.</source>
        <translation>声音中没有语音，只有噪声、音乐或音效。</translation>
    </message>
    <message>
        <source>The offset may be larger than {0} ms, the range that is tried.</source>
        <translation>偏移可能超出所检测的 {0} 毫秒范围。</translation>
    </message>
    <message>
        <source>Bring the sound roughly into place first, then measure again.</source>
        <translation>请先将声音大致对齐，再重新测量。</translation>
    </message>
    <message>
        <source>Only {0} s of a face with sound could be compared.</source>
        <translation>只有 {0} 秒的人脸与声音可供比较。</translation>
    </message>
    <message>
        <source>The lips in view do not fit the sound at any offset within {0} ms.</source>
        <translation>在 {0} 毫秒以内的任何偏移下，画面中的口型都与声音不符。</translation>
    </message>
    <message>
        <source>Voice-over, music or a dub? Look for a scene whose speaker is in view, or choose the track of the original language.</source>
        <translation>是画外音、音乐还是配音？请找一个说话人出镜的场景，或选择原语言音轨。</translation>
    </message>
    <message>
        <source>Damaged packets of the picture that were skipped: {0}.</source>
        <translation>已跳过损坏的画面数据包：{0}。</translation>
    </message>
    <message>
        <source>No face was found; the whole picture was taken for a mouth.</source>
        <translation>未找到人脸；已将整个画面视为嘴部。</translation>
    </message>
    <message>
        <source>looking for faces</source>
        <translation>正在查找人脸</translation>
    </message>
    <message>
        <source>listening</source>
        <translation>正在聆听</translation>
    </message>
    <message>
        <source>comparing lips and voice</source>
        <translation>正在比较口型与声音</translation>
    </message>
    <message>
        <source>sampling the film</source>
        <translation>正在对影片抽样</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Search for a word or a key</source>
        <translation>搜索文字或按键</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新按键</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>无按键</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>复位</translation>
    </message>
    <message>
        <source>Use it here instead</source>
        <translation>改为用于此处</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部复位</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>{key} is taken by “{action}”.</source>
        <translation>{key} 已用于“{action}”。</translation>
    </message>
    <message>
        <source>{key} stays where you put it.</source>
        <translation>{key} 保留在您指定的位置。</translation>
    </message>
</context>
<context>
    <name>SoundLane</name>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>The sound: spectrogram, and its waveform over it</source>
        <translation>声音：频谱图及其上的波形</translation>
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
        <translation>影片的片段</translation>
    </message>
    <message>
        <source>Return goes to where a stretch begins. Ctrl+C copies the table.</source>
        <translation>按回车键跳到片段开头。按 Ctrl+C 复制表格。</translation>
    </message>
    <message>
        <source>Here will be each stretch of the film with its offset,
once there is a result.</source>
        <translation>得出结果后，这里将列出
影片的各个片段及其偏移。</translation>
    </message>
    <message>
        <source>from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>to</source>
        <translation>终点</translation>
    </message>
    <message>
        <source>audio is</source>
        <translation>音频</translation>
    </message>
    <message>
        <source>confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>for a while {offset}</source>
        <translation>一段时间内{offset}</translation>
    </message>
    <message>
        <source>in sync ({offset})</source>
        <translation>同步（{offset}）</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Stop measuring</source>
        <translation>停止测量</translation>
    </message>
    <message>
        <source>Progress of measuring</source>
        <translation>测量进度</translation>
    </message>
    <message>
        <source>No sound device</source>
        <translation>没有音频设备</translation>
    </message>
    <message>
        <source>Without a sound device the picture follows the system&apos;s clock.</source>
        <translation>没有音频设备时，画面按系统时钟播放。</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>model {name}</source>
        <translation>模型 {name}</translation>
    </message>
    <message>
        <source>analysing {share} %</source>
        <translation>测量中 {share}%</translation>
    </message>
    <message>
        <source>{speed}x real time</source>
        <translation>{speed} 倍实时</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>dropped pictures: {count}</source>
        <translation>丢帧：{count}</translation>
    </message>
</context>
<context>
    <name>SyncLane</name>
    <message>
        <source>Sync</source>
        <translation>同步</translation>
    </message>
    <message>
        <source>How early or late the sound is along the movie, and the limits</source>
        <translation>影片各处声音的超前或滞后，以及限值</translation>
    </message>
    <message>
        <source>distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>not measurable</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>distance {here}, at the best lag {best}</source>
        <translation>距离 {here}，最佳偏移处 {best}</translation>
    </message>
</context>
<context>
    <name>TimeField</name>
    <message>
        <source>Position: click to copy it or to type where to go</source>
        <translation>位置：单击可复制，或输入要前往的位置</translation>
    </message>
    <message>
        <source>A timecode 01:02:03:04, a time 2:03.5 or a frame number 1234.</source>
        <translation>时间码 01:02:03:04、时间 2:03.5 或帧号 1234。</translation>
    </message>
    <message>
        <source>This is no time that can be read.</source>
        <translation>无法识别为时间。</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>TimeRuler</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Timecode; drag to scrub, turn the wheel to zoom</source>
        <translation>时间码；拖动以搜索，滚动滚轮以缩放</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>To the start</source>
        <translation>到开头</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>到结尾</translation>
    </message>
    <message>
        <source>Play again at the end</source>
        <translation>循环播放</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Speed; the pitch changes with it</source>
        <translation>速度；音高随之变化</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>音量</translation>
    </message>
    <message>
        <source>Sound track</source>
        <translation>音轨</translation>
    </message>
    <message>
        <source>frame {number}</source>
        <translation>第 {number} 帧</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>打开声音</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>无声音</translation>
    </message>
    <message>
        <source>mono</source>
        <translation>单声道</translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>立体声</translation>
    </message>
    <message>
        <source>{count} channels</source>
        <translation>{count} 声道</translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <source>Profile</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>measuring was stopped</source>
        <translation>测量已停止</translation>
    </message>
    <message>
        <source>No movie</source>
        <translation>没有影片</translation>
    </message>
    <message>
        <source>Could not be measured</source>
        <translation>未能测量</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Not measurable</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>limits {limits}</source>
        <translation>限值 {limits}</translation>
    </message>
    <message>
        <source>The file has no sound.</source>
        <translation>该文件没有声音。</translation>
    </message>
    <message>
        <source>The file has no picture.</source>
        <translation>该文件没有画面。</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>重新测量</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
</context>
<context>
    <name>VideoView</name>
    <message>
        <source>There is sound but no picture.</source>
        <translation>有声音，但没有画面。</translation>
    </message>
    <message>
        <source>Opening {name}</source>
        <translation>正在打开 {name}</translation>
    </message>
    <message>
        <source>speaks</source>
        <translation>说话</translation>
    </message>
    <message>
        <source>this player: known while it plays</source>
        <translation>本播放器：播放时显示</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Picture of {name}</source>
        <translation>{name} 的画面</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a movie here</source>
        <translation>将影片拖到此处</translation>
    </message>
    <message>
        <source>You will see whether its sound and picture are in sync.</source>
        <translation>即可查看其声音与画面是否同步。</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>试用示例</translation>
    </message>
    <message>
        <source>Faces and sound</source>
        <translation>人脸与声音</translation>
    </message>
    <message>
        <source>who is in view, the shots, the spectrogram</source>
        <translation>画面中的人、镜头和频谱图</translation>
    </message>
    <message>
        <source>Sync distance</source>
        <translation>同步距离</translation>
    </message>
    <message>
        <source>how early or late the sound is, moment by moment</source>
        <translation>每一时刻声音的超前或滞后</translation>
    </message>
    <message>
        <source>Offset map</source>
        <translation>偏移图</translation>
    </message>
    <message>
        <source>bright where lips and voice match: the ridge is the offset</source>
        <translation>口型与声音吻合处较亮：亮脊即偏移</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Could not be measured</source>
        <translation>未能测量</translation>
    </message>
    <message>
        <source>Not measurable</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>Audio jumps by {amount} ms</source>
        <translation>音频跳变 {amount} 毫秒</translation>
    </message>
    <message>
        <source>Audio is in sync</source>
        <translation>音画同步</translation>
    </message>
    <message>
        <source>Audio is {amount} ms early</source>
        <translation>音频超前 {amount} 毫秒</translation>
    </message>
    <message>
        <source>Audio is {amount} ms late</source>
        <translation>音频滞后 {amount} 毫秒</translation>
    </message>
    <message>
        <source>{amount} ms</source>
        <translation>{amount} 毫秒</translation>
    </message>
    <message>
        <source>{amount} ms early</source>
        <translation>超前 {amount} 毫秒</translation>
    </message>
    <message>
        <source>{amount} ms late</source>
        <translation>滞后 {amount} 毫秒</translation>
    </message>
    <message>
        <source>{frames} frames at {fps} fps</source>
        <translation>{frames} 帧（{fps} fps）</translation>
    </message>
    <message>
        <source>high</source>
        <translation>高</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>confidence {word}, {share} % of speech measured</source>
        <translation>置信度{word}，已测量 {share}% 的语音</translation>
    </message>
    <message>
        <source>speech on screen in {share} % of the film</source>
        <translation>画面中有人说话的时间占影片的 {share}%</translation>
    </message>
    <message>
        <source>rough, from a few samples</source>
        <translation>粗略结果，基于少量抽样</translation>
    </message>
    <message>
        <source>so far; still measuring</source>
        <translation>截至目前；仍在测量</translation>
    </message>
    <message>
        <source>whole film measured</source>
        <translation>已测量全片</translation>
    </message>
    <message>
        <source>PASS</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>WARN</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>FAIL</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>UNKNOWN</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Within the limits of the profile.</source>
        <translation>在标准的限值之内。</translation>
    </message>
    <message>
        <source>Within the limits, but the uncertainty reaches beyond them.</source>
        <translation>在限值之内，但不确定范围超出限值。</translation>
    </message>
    <message>
        <source>Outside the limits: the film as a whole or a stretch of it.</source>
        <translation>超出限值：整部影片或其中一段。</translation>
    </message>
    <message>
        <source>Nothing was measured, so nothing can be said.</source>
        <translation>没有测量结果，因此无法判定。</translation>
    </message>
    <message>
        <source>+{early} / {minus}{late} ms</source>
        <translation>+{early} / {minus}{late} 毫秒</translation>
    </message>
    <message>
        <source>in sync</source>
        <translation>同步</translation>
    </message>
    <message>
        <source>As it is in the file: audio {left}</source>
        <translation>文件原样：音频{left}</translation>
    </message>
    <message>
        <source>After this delay: audio {left}</source>
        <translation>加此延迟后：音频{left}</translation>
    </message>
    <message>
        <source>One delay repairs one stretch at most.</source>
        <translation>一个延迟最多只能修正一个片段。</translation>
    </message>
    <message>
        <source>No delay</source>
        <translation>无延迟</translation>
    </message>
    <message>
        <source>Delay audio by {amount} ms</source>
        <translation>音频延后 {amount} 毫秒</translation>
    </message>
    <message>
        <source>Advance audio by {amount} ms</source>
        <translation>音频提前 {amount} 毫秒</translation>
    </message>
    <message>
        <source>Drifts {amount} ms earlier each minute</source>
        <translation>每分钟提前漂移 {amount} 毫秒</translation>
    </message>
    <message>
        <source>Drifts {amount} ms later each minute</source>
        <translation>每分钟滞后漂移 {amount} 毫秒</translation>
    </message>
    <message>
        <source>So close to the limit that the uncertainty of {amount} ms reaches beyond</source>
        <translation>非常接近限值，{amount} 毫秒的不确定度已超出限值</translation>
    </message>
    <message>
        <source>{count} stretches, each constant: see the table</source>
        <translation>{count} 段，各段恒定：见表格</translation>
    </message>
    <message>
        <source>{least} to {most}</source>
        <translation>{least}至{most}</translation>
    </message>
</context>
<context>
    <name>_KeyTable</name>
    <message>
        <source>Actions and their keys</source>
        <translation>操作及其按键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Playback</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Measurement</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Open movie...</source>
        <translation>打开影片...</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>Close movie</source>
        <translation>关闭影片</translation>
    </message>
    <message>
        <source>Preferences...</source>
        <translation>首选项...</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>Play backwards; again: faster</source>
        <translation>倒放；再按加速</translation>
    </message>
    <message>
        <source>Play forwards; again: faster</source>
        <translation>正放；再按加速</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>Back 1 second</source>
        <translation>后退 1 秒</translation>
    </message>
    <message>
        <source>Forward 1 second</source>
        <translation>前进 1 秒</translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation>后退 5 秒</translation>
    </message>
    <message>
        <source>Forward 5 seconds</source>
        <translation>前进 5 秒</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>到开头</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>到结尾</translation>
    </message>
    <message>
        <source>Go to timecode...</source>
        <translation>转到时间码...</translation>
    </message>
    <message>
        <source>Play again from the start at the end</source>
        <translation>循环播放</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>增大音量</translation>
    </message>
    <message>
        <source>Softer</source>
        <translation>减小音量</translation>
    </message>
    <message>
        <source>Use the measured delay</source>
        <translation>采用测得的延迟</translation>
    </message>
    <message>
        <source>A/B: hear the sound as it is in the file</source>
        <translation>A/B：收听文件中的原始声音</translation>
    </message>
    <message>
        <source>Reset the delay</source>
        <translation>复位延迟</translation>
    </message>
    <message>
        <source>Audio 1 frame earlier</source>
        <translation>音频提前 1 帧</translation>
    </message>
    <message>
        <source>Audio 1 frame later</source>
        <translation>音频延后 1 帧</translation>
    </message>
    <message>
        <source>Audio 1 ms earlier</source>
        <translation>音频提前 1 毫秒</translation>
    </message>
    <message>
        <source>Audio 1 ms later</source>
        <translation>音频延后 1 毫秒</translation>
    </message>
    <message>
        <source>Audio 100 ms earlier</source>
        <translation>音频提前 100 毫秒</translation>
    </message>
    <message>
        <source>Audio 100 ms later</source>
        <translation>音频延后 100 毫秒</translation>
    </message>
    <message>
        <source>Next flagged span</source>
        <translation>下一个问题片段</translation>
    </message>
    <message>
        <source>Previous flagged span</source>
        <translation>上一个问题片段</translation>
    </message>
    <message>
        <source>Add a marker</source>
        <translation>添加标记</translation>
    </message>
    <message>
        <source>Remove the nearest marker</source>
        <translation>删除最近的标记</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Show the whole movie</source>
        <translation>显示整部影片</translation>
    </message>
    <message>
        <source>Follow the playhead</source>
        <translation>跟随播放头</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>重新测量</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>停止测量</translation>
    </message>
    <message>
        <source>Boxes around faces</source>
        <translation>人脸框</translation>
    </message>
    <message>
        <source>How far off the player itself is</source>
        <translation>播放器自身的偏差</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Spans</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Look of the system</source>
        <translation>跟随系统外观</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Show the log files</source>
        <translation>显示日志文件</translation>
    </message>
    <message>
        <source>About AVTS</source>
        <translation>关于 AVTS</translation>
    </message>
</context>
<context>
    <name>early</name>
    <message>
        <source>Something unexpected went wrong ({error}); the log has the details. Your files are untouched, and you can go on.</source>
        <translation>发生意外错误（{error}），详情见日志。您的文件未受影响，可以继续工作。</translation>
    </message>
</context>
<context>
    <name>self._sync</name>
    <message>
        <source>early</source>
        <translation>超前</translation>
    </message>
    <message>
        <source>late</source>
        <translation>滞后</translation>
    </message>
</context>
</TS>
