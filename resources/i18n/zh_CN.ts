<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AttentionPanel</name>
    <message>
        <source>{target} from {source}  {weight}</source>
        <extracomment>The weight in one cell of the attention map, such as "Hund from dog 0.91".</extracomment>
        <translation>{target} ← {source}　{weight}</translation>
    </message>
    <message>
        <source>This model translates without attention, so it has no map to show.</source>
        <translation>这个模型翻译时不使用注意力，因此没有可显示的注意力图。</translation>
    </message>
    <message>
        <source>While a translation is written, you see here where each word comes from.</source>
        <translation>译文生成时，这里会显示每个词来自原文何处。</translation>
    </message>
    <message>
        <source>Special pieces</source>
        <translation>特殊词元</translation>
    </message>
    <message>
        <source>Also show pieces that are no text: the language tag and the end of the sentence</source>
        <translation>同时显示不属于文本的词元：语言标记和句末标记</translation>
    </message>
    <message>
        <source>Attention map</source>
        <translation>注意力图</translation>
    </message>
</context>
<context>
    <name>DecodingPanel</name>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Put every value back to its default</source>
        <translation>把所有选项恢复为默认值</translation>
    </message>
    <message>
        <source>Beam width</source>
        <translation>束宽</translation>
    </message>
    <message>
        <source>N-best list</source>
        <translation>候选列表</translation>
    </message>
    <message>
        <source>Best only</source>
        <translation>仅最佳</translation>
    </message>
    <message>
        <source>Length penalty</source>
        <translation>长度惩罚</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>No effect while temperature is on: tokens are drawn at random.</source>
        <translation>温度开启时不起作用：此时词元由随机抽样产生。</translation>
    </message>
    <message>
        <source>No effect at beam width 1: there is only one hypothesis.</source>
        <translation>束宽为 1 时不起作用：此时只有一个候选译文。</translation>
    </message>
    <message>
        <source>No effect while temperature is off: nothing is drawn at random.</source>
        <translation>温度关闭时不起作用：此时不进行随机抽样。</translation>
    </message>
    <message>
        <source>How many hypotheses the search keeps alive. Wider is slower; 1 is greedy search.</source>
        <translation>搜索时保留多少个候选译文。越宽越慢；1 为贪心搜索。</translation>
    </message>
    <message>
        <source>How many of the best hypotheses to show at the end; at most the beam width.</source>
        <translation>最后显示多少个最佳候选译文，最多等于束宽。</translation>
    </message>
    <message>
        <source>How strongly longer translations are favoured; without it, short ones win.</source>
        <translation>对较长译文的偏好程度；不设置时，短译文会占优。</translation>
    </message>
    <message>
        <source>Draw tokens at random instead of searching: low stays near the likeliest, high varies.</source>
        <translation>不搜索，而是随机抽取词元：温度低则接近最可能的结果，温度高则更多变。</translation>
    </message>
    <message>
        <source>Starts the random draws: the same seed and settings give the same text.</source>
        <translation>随机抽样的起点：种子和设置相同，得到的文本就相同。</translation>
    </message>
    <message>
        <source>Minimum length</source>
        <translation>最小长度</translation>
    </message>
    <message>
        <source>A sentence does not end before this many tokens.</source>
        <translation>句子至少写到这么多词元才会结束。</translation>
    </message>
    <message>
        <source>Maximum length</source>
        <translation>最大长度</translation>
    </message>
    <message>
        <source>A sentence is cut at this many tokens. Automatic: twice the source plus 20.</source>
        <translation>句子写到这么多词元时截断。“自动”为原文长度的两倍加 20。</translation>
    </message>
    <message>
        <source>No run of this many tokens comes twice. Helps when a translation repeats itself.</source>
        <translation>这么长的词元片段不会出现两次。译文重复时有用。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>No-repeat n-gram</source>
        <translation>禁止重复 n 元组</translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <source>Take out of the window or put back</source>
        <translation>移出窗口，或放回原处</translation>
    </message>
    <message>
        <source>Close; the View menu brings it back</source>
        <translation>关闭；可从“视图”菜单重新打开</translation>
    </message>
</context>
<context>
    <name>HeadPicker</name>
    <message>
        <source>One attention head, or the mean over the heads of the layer</source>
        <translation>某一个注意力头，或该层所有头的平均</translation>
    </message>
    <message>
        <source>Choose a layer first: heads are numbered within a layer</source>
        <translation>请先选择一层：注意力头按层编号</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>One layer of the decoder, or the mean over all of them</source>
        <translation>解码器的某一层，或所有层的平均</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>All layers</source>
        <translation>所有层</translation>
    </message>
    <message>
        <source>All heads</source>
        <translation>所有头</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>Head %1</source>
        <translation>第 %1 头</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Close this notice</source>
        <translation>关闭此提示</translation>
    </message>
</context>
<context>
    <name>PairBar</name>
    <message>
        <source>Best model</source>
        <translation>最佳模型</translation>
    </message>
    <message>
        <source>{name} (damaged)</source>
        <translation>{name}（已损坏）</translation>
    </message>
    <message>
        <source>Language of your text</source>
        <translation>原文语言</translation>
    </message>
    <message>
        <source>Language of the translation</source>
        <translation>译文语言</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>These model folders are damaged and cannot be used. Install them again.</source>
        <translation>以下模型文件夹已损坏，无法使用，请重新安装。</translation>
    </message>
</context>
<context>
    <name>ShortcutList</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Getting ready</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>Loading the model {name}</source>
        <translation>正在加载模型 {name}</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>{n} tokens/s</source>
        <translation>{n} 词元/秒</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>sentence {n} of {all}</source>
        <translation>第 {n} 句，共 {all} 句</translation>
    </message>
</context>
<context>
    <name>TranslatePage</name>
    <message>
        <source>1 character</source>
        <translation>1 个字符</translation>
    </message>
    <message>
        <source>{n} characters</source>
        <translation>{n} 个字符</translation>
    </message>
    <message>
        <source>The text is too long for one go: {kept} characters are the most, so {cut} were left out. Translate the rest afterwards.</source>
        <translation>文本太长：一次最多 {kept} 个字符，有 {cut} 个字符未放入。剩下的部分请稍后再翻译。</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>The translation appears here.</source>
        <translation>译文会显示在这里。</translation>
    </message>
    <message>
        <source>Type or paste a text. It is translated as you type.</source>
        <translation>请输入或粘贴文本，边输入边翻译。</translation>
    </message>
    <message>
        <source>Your text</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>译文</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>No translation model is installed. Put one into {folder} and start again.</source>
        <translation>尚未安装翻译模型。请将模型放入 {folder}，然后重新启动。</translation>
    </message>
    <message>
        <source>Something went wrong in the program. Your text is safe. Please send us the report.</source>
        <translation>程序内部出了问题，您的文本没有丢失。请把报告发给我们。</translation>
    </message>
    <message>
        <source>No font here can show Chinese. Install one, such as the package fonts-noto-cjk.</source>
        <translation>没有可显示中文的字体。请安装一款，例如软件包 fonts-noto-cjk。</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;Text</source>
        <translation>文本(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Translate now</source>
        <translation>立即翻译</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Swap languages</source>
        <translation>交换语言</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Copy translation</source>
        <translation>复制译文</translation>
    </message>
    <message>
        <source>Clear text</source>
        <translation>清空文本</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Translate</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>解码</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>failures</name>
    <message>
        <source>No installed model translates {source} to {target}. Choose other languages.</source>
        <translation>已安装的模型都不能把{source}翻译成{target}。请选择其他语言。</translation>
    </message>
    <message>
        <source>The model “{name}” is no longer there. Choose another model.</source>
        <translation>模型“{name}”已不存在。请选择其他模型。</translation>
    </message>
    <message>
        <source>The model “{name}” cannot do {wanted}. Choose another model.</source>
        <translation>模型“{name}”不支持 {wanted}。请选择其他模型。</translation>
    </message>
    <message>
        <source>The model “{name}” is damaged ({reason}). Install it again or choose another.</source>
        <translation>模型“{name}”已损坏（{reason}）。请重新安装，或选择其他模型。</translation>
    </message>
    <message>
        <source>There was not enough memory. Use a narrower beam or a shorter text, or close programs.</source>
        <translation>内存不足。请减小束宽、缩短文本，或关闭其他程序。</translation>
    </message>
    <message>
        <source>The decoding option “{option}” cannot be used ({reason}). Change or reset it.</source>
        <translation>解码选项“{option}”无法使用（{reason}）。请修改或重置。</translation>
    </message>
    <message>
        <source>This computer has no device “{device}”. Choose Automatic in the settings.</source>
        <translation>这台电脑没有设备“{device}”。请在设置中选择“自动”。</translation>
    </message>
    <message>
        <source>This cannot be read: {reason}</source>
        <translation>无法读取：{reason}</translation>
    </message>
</context>
<context>
    <name>languages</name>
    <message>
        <source>Arabic</source>
        <translation>阿拉伯语</translation>
    </message>
    <message>
        <source>German</source>
        <translation>德语</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英语</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>西班牙语</translation>
    </message>
    <message>
        <source>French</source>
        <translation>法语</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>意大利语</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>日语</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>韩语</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>荷兰语</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>波兰语</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>葡萄牙语</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>俄语</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Interface language</source>
        <translation>界面语言</translation>
    </message>
    <message>
        <source>Size of the text you read</source>
        <translation>正文字号</translation>
    </message>
    <message>
        <source>pt</source>
        <translation>磅</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>计算设备</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>处理器（CPU）</translation>
    </message>
    <message>
        <source>NVIDIA graphics card (CUDA)</source>
        <translation>NVIDIA 显卡（CUDA）</translation>
    </message>
    <message>
        <source>Apple graphics (MPS)</source>
        <translation>Apple 图形处理器（MPS）</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card where there is one.</source>
        <translation>选择“自动”时，如有显卡则使用显卡。</translation>
    </message>
</context>
</TS>
