<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Alternatives</name>
    <message>
        <source>(end of the sentence)</source>
        <translation>（句末）</translation>
    </message>
    <message>
        <source>In place of “{word}”</source>
        <extracomment>The heading of the list of alternatives for a word.</extracomment>
        <translation>替换“{word}”</translation>
    </message>
    <message>
        <source>A word of your own</source>
        <translation>自己输入一个词</translation>
    </message>
    <message>
        <source>Anything but “{word}”</source>
        <extracomment>A button that forbids this word at this place.</extracomment>
        <translation>不要“{word}”</translation>
    </message>
</context>
<context>
    <name>AttentionBar</name>
    <message>
        <source>Map</source>
        <translation>热图</translation>
    </message>
    <message>
        <source>The weights as colours</source>
        <translation>用颜色表示权重</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>连线</translation>
    </message>
    <message>
        <source>A line between two words for each weight</source>
        <translation>用词与词之间的连线表示权重</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>各头</translation>
    </message>
    <message>
        <source>A small map for each layer and head</source>
        <translation>每一层、每个注意力头各一张小图</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>The weights as numbers, to sort and to read aloud</source>
        <translation>用数字列出权重，可排序、可朗读</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>按整词显示</translation>
    </message>
    <message>
        <source>Special pieces (language tag, end of the sentence)</source>
        <translation>显示特殊词元（语言标记、句末标记）</translation>
    </message>
    <message>
        <source>Weights as the model has them</source>
        <translation>模型的原始权重</translation>
    </message>
    <message>
        <source>Each word of the translation adds up to 1</source>
        <translation>译文每个词的权重之和为 1</translation>
    </message>
    <message>
        <source>Each word of the source adds up to 1</source>
        <translation>原文每个词的权重之和为 1</translation>
    </message>
    <message>
        <source>Words or pieces, and how weights are scaled</source>
        <translation>按词或词元显示，以及权重的缩放方式</translation>
    </message>
    <message>
        <source>Save or copy what is shown</source>
        <translation>保存或复制当前显示的内容</translation>
    </message>
</context>
<context>
    <name>AttentionPanel</name>
    <message>
        <source>Attention, by Heed</source>
        <translation>注意力 · Heed</translation>
    </message>
    <message>
        <source>{target} from {source}  {weight}</source>
        <extracomment>The weight in one cell of the attention map, such as &quot;Hund from dog 0.91&quot;.</extracomment>
        <translation>{target} ← {source}&#x3000;{weight}</translation>
    </message>
    <message>
        <source>Layer {layer}, head {head}: click or press Enter to enlarge</source>
        <translation>第 {layer} 层，第 {head} 头：点击或按回车键放大</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Between the words of a list.</extracomment>
        <translation>、</translation>
    </message>
    <message>
        <source>{target} from {sources}</source>
        <extracomment>A word of the translation and the words it comes from: &quot;Hund from dog 0.91, the 0.05&quot;.</extracomment>
        <translation>{target} ← {sources}</translation>
    </message>
    <message>
        <source>{source} in {targets}</source>
        <extracomment>A word of the source and the words it went into: &quot;dog in Hund 0.91, Der 0.05&quot;.</extracomment>
        <translation>{source} → {targets}</translation>
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
        <source>Attention of all layers and heads</source>
        <translation>所有层和头的注意力</translation>
    </message>
    <message>
        <source>Attention as a table</source>
        <translation>注意力表格</translation>
    </message>
    <message>
        <source>Attention map</source>
        <translation>注意力图</translation>
    </message>
</context>
<context>
    <name>BeamPanel</name>
    <message>
        <source>(end)</source>
        <translation>（结束）</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>cut at the maximum length</source>
        <translation>在最大长度处截断</translation>
    </message>
    <message>
        <source>pruned: others ranked higher</source>
        <translation>已剪除：其他候选排名更高</translation>
    </message>
    <message>
        <source>pruned: the search was over</source>
        <translation>已剪除：搜索已经结束</translation>
    </message>
    <message>
        <source>pruned: you chose otherwise</source>
        <translation>已剪除：您另有选择</translation>
    </message>
    <message>
        <source>pruned: the word is banned</source>
        <translation>已剪除：该词被禁用</translation>
    </message>
    <message>
        <source>pruned by the rule “{rule}”</source>
        <translation>被“{rule}”规则剪除</translation>
    </message>
    <message>
        <source>“{piece}” {score}</source>
        <translation>“{piece}” {score}</translation>
    </message>
    <message>
        <source>sum {sum}</source>
        <translation>总和 {sum}</translation>
    </message>
    <message>
        <source>length penalty ÷ {divisor}</source>
        <translation>长度惩罚 ÷ {divisor}</translation>
    </message>
    <message>
        <source>other penalties {added}</source>
        <translation>其他惩罚 {added}</translation>
    </message>
    <message>
        <source>score {total}</source>
        <translation>得分 {total}</translation>
    </message>
    <message>
        <source>rank {rank}</source>
        <translation>排名 {rank}</translation>
    </message>
    <message>
        <source>Click a node to read what was written up to it.</source>
        <translation>点击一个节点，查看写到此处的译文。</translation>
    </message>
    <message>
        <source>{sum} ÷ {divisor} + {added} = {score}</source>
        <translation>{sum} ÷ {divisor} + {added} = {score}</translation>
    </message>
    <message>
        <source>Beam tree</source>
        <translation>束搜索树</translation>
    </message>
    <message>
        <source>When the next translation is written, you see here how the search came to it.</source>
        <translation>生成下一份译文时，这里会显示搜索是怎样得到它的。</translation>
    </message>
    <message>
        <source>Go on from here</source>
        <translation>从这里继续</translation>
    </message>
    <message>
        <source>Keep what was written up to this node and translate on from it</source>
        <translation>保留写到这个节点的译文，从这里继续翻译</translation>
    </message>
    <message>
        <source>Finished hypotheses, best first</source>
        <translation>已完成的候选，最佳在前</translation>
    </message>
    <message>
        <source>Length penalty</source>
        <translation>长度惩罚</translation>
    </message>
    <message>
        <source>Coverage penalty</source>
        <translation>覆盖惩罚</translation>
    </message>
    <message>
        <source>Ranks the finished hypotheses anew, without decoding again</source>
        <translation>为已完成的候选重新排名，无需再次解码</translation>
    </message>
</context>
<context>
    <name>Confidence</name>
    <message>
        <source>{word}: probability {share}</source>
        <translation>{word}：概率 {share}</translation>
    </message>
</context>
<context>
    <name>DecodingPanel</name>
    <message>
        <source>Point at a value, and you read here what it does.</source>
        <translation>指向一个选项，这里会说明它的作用。</translation>
    </message>
    <message>
        <source>Example: {text}</source>
        <translation>例如：{text}</translation>
    </message>
    <message>
        <source>For experts</source>
        <translation>专家选项</translation>
    </message>
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
        <translation>候选译文</translation>
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
        <source>Repetition guard</source>
        <translation>重复保护</translation>
    </message>
    <message>
        <source>How often a word or phrase may follow itself directly.</source>
        <translation>一个词或短语最多可以连续出现几次。</translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Makes every word that is already written less likely.</source>
        <translation>降低已写出的词再次出现的可能。</translation>
    </message>
    <message>
        <source>Top k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Draw only from this many of the likeliest tokens.</source>
        <translation>只从最可能的这么多个词元中抽取。</translation>
    </message>
    <message>
        <source>Top p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Draw only from the likeliest tokens that together hold this probability.</source>
        <translation>只从合起来达到这个概率的最可能词元中抽取。</translation>
    </message>
    <message>
        <source>Min p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Draw only from tokens that have at least this share of the likeliest one&apos;s probability.</source>
        <translation>只抽取概率不低于最可能词元这个比例的词元。</translation>
    </message>
    <message>
        <source>Typical</source>
        <translation>典型采样</translation>
    </message>
    <message>
        <source>Draw only from tokens that surprise as much as is usual here.</source>
        <translation>只从意外程度与此处平均水平相近的词元中抽取。</translation>
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
        <source>No effect while beam groups are off: nobody is to be avoided.</source>
        <translation>束分组关闭时不起作用：没有需要避开的组。</translation>
    </message>
    <message>
        <source>No effect with fewer than three in the n-best list.</source>
        <translation>候选译文少于三个时不起作用。</translation>
    </message>
    <message>
        <source>No effect while temperature is off: nothing is drawn at random.</source>
        <translation>温度关闭时不起作用：此时不进行随机抽样。</translation>
    </message>
    <message>
        <source>The n-best list ({n}) is longer than the beam is wide ({beam}).</source>
        <translation>候选译文数（{n}）超过了束宽（{beam}）。</translation>
    </message>
    <message>
        <source>The minimum length ({least}) is above the maximum length ({most}).</source>
        <translation>最小长度（{least}）大于最大长度（{most}）。</translation>
    </message>
    <message>
        <source>A beam of {beam} cannot be split into {groups} equal groups.</source>
        <translation>束宽 {beam} 无法平均分成 {groups} 组。</translation>
    </message>
    <message>
        <source>Words are placed by beam search: set the temperature ({n}) to off.</source>
        <translation>必须出现的词要靠束搜索放入：请关闭温度（{n}）。</translation>
    </message>
    <message>
        <source>“{word}” must appear, so “{other}” cannot be banned. Take one of them out.</source>
        <translation>“{word}”必须出现，因此不能禁用“{other}”。请去掉其中一个。</translation>
    </message>
    <message>
        <source>How many hypotheses the search keeps alive. Wider is slower; 1 is greedy search.</source>
        <translation>搜索时保留多少个候选译文。越宽越慢；1 为贪心搜索。</translation>
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
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Length and repetition</source>
        <translation>长度与重复</translation>
    </message>
    <message>
        <source>Random draws</source>
        <translation>随机抽样</translation>
    </message>
    <message>
        <source>How many of the best translations you are shown at the end.</source>
        <translation>最后显示多少个最佳译文。</translation>
    </message>
    <message>
        <source>Words that must appear</source>
        <translation>必须出现的词</translation>
    </message>
    <message>
        <source>Words or phrases, as they should be written, with commas between.</source>
        <translation>按希望的写法输入词或短语，用逗号隔开。</translation>
    </message>
    <message>
        <source>Words that must not appear</source>
        <translation>不得出现的词</translation>
    </message>
    <message>
        <source>Words or phrases to avoid, with commas between.</source>
        <translation>要避免的词或短语，用逗号隔开。</translation>
    </message>
    <message>
        <source>Coverage penalty</source>
        <translation>覆盖惩罚</translation>
    </message>
    <message>
        <source>How much it costs to leave words of your text unattended.</source>
        <translation>原文有词没被关注到时扣多少分。</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>耐心</translation>
    </message>
    <message>
        <source>Stop early when enough translations have ended. Lower is quicker, and may miss the best.</source>
        <translation>有足够多的译文完成时提前停止。值越低越快，但可能错过最佳译文。</translation>
    </message>
    <message>
        <source>Beam groups</source>
        <translation>束分组</translation>
    </message>
    <message>
        <source>Splits the beam into groups that look for different wordings.</source>
        <translation>把束分成几组，各自寻找不同的说法。</translation>
    </message>
    <message>
        <source>Diversity</source>
        <translation>多样性</translation>
    </message>
    <message>
        <source>How strongly the groups avoid the words of each other.</source>
        <translation>各组在多大程度上避开彼此的用词。</translation>
    </message>
    <message>
        <source>Choose the most typical (MBR)</source>
        <translation>选最有代表性的（MBR）</translation>
    </message>
    <message>
        <source>Of the n-best translations, take the one most like the others instead of the likeliest.</source>
        <translation>在候选译文中选与其他译文最相似的，而不是概率最高的。</translation>
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
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>At each place only the likeliest word goes on.</source>
        <translation>每个位置只保留最可能的词。</translation>
    </message>
    <message>
        <source>After each word the {n} best beginnings go on: a word that was behind at first can still win.</source>
        <translation>每写一个词，保留 {n} 个最佳开头：起初落后的词仍有机会胜出。</translation>
    </message>
    <message>
        <source>You see one translation of each sentence.</source>
        <translation>每句显示一个译文。</translation>
    </message>
    <message>
        <source>You see {n} translations of each sentence, and can take over another.</source>
        <translation>每句显示 {n} 个译文，您可以改用其中任何一个。</translation>
    </message>
    <message>
        <source>A translation of 20 tokens wins over one of 10 as long as its log-probability is less than {ratio} times as low.</source>
        <translation>20 个词元的译文要胜过 10 个词元的，它的负对数概率须小于后者的 {ratio} 倍。</translation>
    </message>
    <message>
        <source>The same text gives the same translation, without any draw.</source>
        <translation>同样的原文得到同样的译文，没有随机性。</translation>
    </message>
    <message>
        <source>Four words with the chances {before} are drawn with {after}.</source>
        <translation>概率为 {before} 的四个词，会以 {after} 的概率抽取。</translation>
    </message>
    <message>
        <source>“{word}” will be in the translation, spelled just so.</source>
        <translation>译文中一定会出现“{word}”，写法不变。</translation>
    </message>
    <message>
        <source>“{word}” will not be in the translation.</source>
        <translation>译文中不会出现“{word}”。</translation>
    </message>
    <message>
        <source>A word of your text that got only half of the attention it needs costs {n} nats.</source>
        <translation>原文的一个词只得到所需关注的一半时，扣 {n} 奈特。</translation>
    </message>
    <message>
        <source>The search goes on until no other translation can win any more.</source>
        <translation>搜索一直进行，直到没有其他译文能够胜出。</translation>
    </message>
    <message>
        <source>The search stops when {n} translations have ended, though another might still win.</source>
        <translation>有 {n} 个译文完成时停止搜索，尽管其他译文仍可能胜出。</translation>
    </message>
    <message>
        <source>All {n} hypotheses look for the same best wording.</source>
        <translation>{n} 个候选都在寻找同一个最佳说法。</translation>
    </message>
    <message>
        <source>{beam} hypotheses work in {groups} groups of {each}.</source>
        <translation>{beam} 个候选分成 {groups} 组，每组 {each} 个。</translation>
    </message>
    <message>
        <source>A word that another group has just taken keeps {share} of its chance.</source>
        <translation>别的组刚用过的词只保留 {share} 的机会。</translation>
    </message>
    <message>
        <source>The translation with the best score is shown first.</source>
        <translation>得分最高的译文排在最前。</translation>
    </message>
    <message>
        <source>{n} translations are compared, and the one nearest to all others comes first.</source>
        <translation>比较 {n} 个译文，与其他译文最接近的排在最前。</translation>
    </message>
    <message>
        <source>“Yes, please.” may be a whole sentence.</source>
        <translation>“好的，谢谢。”可以自成一句。</translation>
    </message>
    <message>
        <source>“Yes, please.” would be too short: it has about 3 tokens, not {n}.</source>
        <translation>“好的，谢谢。”太短：它只有大约 3 个词元，不到 {n} 个。</translation>
    </message>
    <message>
        <source>For a sentence of 12 tokens, 44 are the most.</source>
        <translation>12 个词元的句子，译文最多 44 个词元。</translation>
    </message>
    <message>
        <source>{n} tokens are about {words} words.</source>
        <translation>{n} 个词元大约相当于 {words} 个词。</translation>
    </message>
    <message>
        <source>“to be or not to be” can be written.</source>
        <translation>可以写出“to be or not to be”。</translation>
    </message>
    <message>
        <source>“to be or not to be” cannot be written: “{twice}” would come twice.</source>
        <translation>不能写出“to be or not to be”：“{twice}”会出现两次。</translation>
    </message>
    <message>
        <source>“to be or not to be” can be written: only {n} equal words in a row are too many.</source>
        <translation>可以写出“to be or not to be”：只有连续 {n} 个相同的词才不允许。</translation>
    </message>
    <message>
        <source>“no no no no no …” could go on for ever.</source>
        <translation>“no no no no no …”可能没完没了。</translation>
    </message>
    <message>
        <source>“no no no no no …” ends as “{text}”.</source>
        <translation>“no no no no no …”会止于“{text}”。</translation>
    </message>
    <message>
        <source>Of two words that fit equally well, the one written before gets about {share}.</source>
        <translation>两个词同样合适时，已经写过的那个大约得到 {share} 的机会。</translation>
    </message>
    <message>
        <source>Of words with the chances {all}, those with {kept} stay.</source>
        <translation>在概率为 {all} 的词中，保留 {kept} 的词。</translation>
    </message>
    <message>
        <source>Seed {n} gives one translation, {other} maybe another.</source>
        <translation>种子 {n} 得到一个译文，种子 {other} 可能得到另一个。</translation>
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
    <name>Legend</name>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>below {share}</source>
        <translation>低于 {share}</translation>
    </message>
    <message>
        <source>How probable the model found a word where it stands</source>
        <translation>模型认为这个词在此处出现的概率</translation>
    </message>
</context>
<context>
    <name>LineView</name>
    <message>
        <source>Lines from weight {least} are drawn</source>
        <translation>显示权重不低于 {least} 的连线</translation>
    </message>
    <message>
        <source>Least weight of a line</source>
        <translation>连线的最小权重</translation>
    </message>
    <message>
        <source>Attention as lines between the words</source>
        <translation>词与词之间的注意力连线</translation>
    </message>
</context>
<context>
    <name>NBestPanel</name>
    <message>
        <source>{rank}, score {score}: {text}</source>
        <translation>第 {rank} 名，得分 {score}：{text}</translation>
    </message>
    <message>
        <source>Score {score}: log-probability after penalties</source>
        <translation>得分 {score}：计入惩罚后的对数概率</translation>
    </message>
    <message>
        <source>Translations of this sentence, best first</source>
        <translation>这句话的各个译文，最佳在前</translation>
    </message>
    <message>
        <source>When a sentence is finished, its other translations appear here to compare.</source>
        <translation>一句译完后，这里会列出它的其他译文以供比较。</translation>
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
    <name>PresetBar</name>
    <message>
        <source>Own values</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>“{name}” is built in. Choose another name.</source>
        <translation>“{name}”是内置预设。请换一个名称。</translation>
    </message>
    <message>
        <source>The preset could not be saved: {reason}</source>
        <translation>无法保存预设：{reason}</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Save, delete or prefer a preset</source>
        <translation>保存、删除预设或设为首选</translation>
    </message>
    <message>
        <source>Save these values as a preset…</source>
        <translation>将这些值存为预设…</translation>
    </message>
    <message>
        <source>Delete this preset</source>
        <translation>删除这个预设</translation>
    </message>
    <message>
        <source>Reset goes back to this preset</source>
        <translation>重置时恢复到这个预设</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
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
    <name>SourceSide</name>
    <message>
        <source>{file} does not tell its encoding; it was read as {encoding}.</source>
        <translation>{file} 没有标明编码，已按 {encoding} 读取。</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Open a document</source>
        <translation>打开文档</translation>
    </message>
    <message>
        <source>One document at a time: {file} is opened.</source>
        <translation>一次只能打开一个文档：已打开 {file}。</translation>
    </message>
    <message>
        <source>The document is too long for one go: {kept} characters are the most, so {cut} at its end were left out. Summarise the rest afterwards.</source>
        <translation>文档太长，一次最多 {kept} 个字符，末尾的 {cut} 个字符没有放入。请稍后再为其余部分写摘要。</translation>
    </message>
    <message>
        <source>Your text</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>Paste a text, or drop or open a file: txt, md, html or docx. Nothing leaves this machine.</source>
        <translation>粘贴文本，或拖入、打开文件：txt、md、html 或 docx。任何内容都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Clear text</source>
        <translation>清空文本</translation>
    </message>
    <message>
        <source>Show in grey what the summary hardly attended to</source>
        <translation>把摘要几乎没有注意到的内容显示为灰色</translation>
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
        <source>Waiting for your choice</source>
        <translation>等待您的选择</translation>
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
    <name>SummariseBar</name>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>As texts of this kind are usually summed up</source>
        <translation>按这类文本通常的概括方式</translation>
    </message>
    <message>
        <source>Headline</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>A few words, as above an article</source>
        <translation>几个词，如同文章的标题</translation>
    </message>
    <message>
        <source>One sentence</source>
        <translation>一句话</translation>
    </message>
    <message>
        <source>What it is about, in a sentence</source>
        <translation>用一句话说明主题</translation>
    </message>
    <message>
        <source>Key points</source>
        <translation>要点</translation>
    </message>
    <message>
        <source>The full summary as a list, a sentence a point</source>
        <translation>把完整摘要列成要点，每点一句</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>Some sentences; of a long text, on each of its parts</source>
        <translation>若干句；长文本则逐部分概括</translation>
    </message>
    <message>
        <source>Key sentences</source>
        <translation>关键句</translation>
    </message>
    <message>
        <source>Sentences taken from the text word for word; needs no model</source>
        <translation>从原文逐字摘出的句子；不需要模型</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>短</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>长</translation>
    </message>
    <message>
        <source>Language: {language}</source>
        <translation>语言：{language}</translation>
    </message>
    <message>
        <source>Language: as found</source>
        <translation>语言：自动识别</translation>
    </message>
    <message>
        <source>How much is written</source>
        <translation>摘要写多长</translation>
    </message>
    <message>
        <source>Automatic chooses the length</source>
        <translation>“自动”会自行决定长度</translation>
    </message>
    <message>
        <source>Summarise</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Summarise the text (Ctrl+Return)</source>
        <translation>为文本写摘要（Ctrl+Return）</translation>
    </message>
    <message>
        <source>Language of the text</source>
        <translation>文本的语言</translation>
    </message>
    <message>
        <source>Kind of summary</source>
        <translation>摘要类型</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Best model</source>
        <translation>最佳模型</translation>
    </message>
</context>
<context>
    <name>SummarisePage</name>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型……</translation>
    </message>
    <message>
        <source>Reading the text: {read} of {all} parts</source>
        <translation>正在读文本：第 {read} 部分，共 {all} 部分</translation>
    </message>
    <message>
        <source>The summary appears here.</source>
        <translation>摘要显示在这里。</translation>
    </message>
    <message>
        <source>This word does not stand in the text</source>
        <translation>原文中没有这个词</translation>
    </message>
    <message>
        <source>Click to see where this sentence comes from</source>
        <translation>点击可查看这句话的出处</translation>
    </message>
    <message>
        <source>Save summary</source>
        <translation>保存摘要</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Copy summary</source>
        <translation>复制摘要</translation>
    </message>
    <message>
        <source>Save as Markdown…</source>
        <translation>保存为 Markdown……</translation>
    </message>
    <message>
        <source>Save as text…</source>
        <translation>保存为文本……</translation>
    </message>
    <message>
        <source>Summary by {model}</source>
        <translation>{model} 写的摘要</translation>
    </message>
    <message>
        <source>The text as it stands</source>
        <translation>原文照录</translation>
    </message>
    <message>
        <source>Key sentences from the text, word for word</source>
        <translation>关键句，逐字摘自原文</translation>
    </message>
    <message>
        <source>The text has changed since then. Summarise it again to see what comes from where.</source>
        <translation>文本在此之后有改动。重新生成摘要，即可查看各句的出处。</translation>
    </message>
    <message>
        <source>The text is too short to be shortened.</source>
        <translation>文本太短，无需再缩短。</translation>
    </message>
    <message>
        <source>No summary model is installed, so these are sentences of the text itself.</source>
        <translation>没有安装摘要模型，因此这里是原文中的句子。</translation>
    </message>
    <message>
        <source>No installed model summarises {language}, so these are sentences of the text itself.</source>
        <translation>已安装的模型都不能为{language}写摘要，因此这里是原文中的句子。</translation>
    </message>
    <message>
        <source>Stopped: this is how far the summary was written.</source>
        <translation>已停止：摘要写到这里为止。</translation>
    </message>
    <message>
        <source>Stopped before anything was written.</source>
        <translation>在写出内容之前已停止。</translation>
    </message>
    <message>
        <source>A model wrote this: check it.</source>
        <translation>这是模型写的，请核对。</translation>
    </message>
    <message>
        <source>The whole text was read, in {n} parts, and the summary written from what mattered most: {taken} of {all} sentences.</source>
        <translation>全文已分 {n} 部分读完，摘要根据其中最重要的内容写成：{all} 句中的 {taken} 句。</translation>
    </message>
    <message>
        <source>{done} of {n} parts of the text were read.</source>
        <translation>文本共 {n} 部分，已读 {done} 部分。</translation>
    </message>
    <message>
        <source>The whole text was read, in {n} parts.</source>
        <translation>全文已分 {n} 部分读完。</translation>
    </message>
    <message>
        <source>The whole text was read.</source>
        <translation>全文已读。</translation>
    </message>
    <message>
        <source>This model does not show where its words come from.</source>
        <translation>这个模型不显示用词的来源。</translation>
    </message>
    <message>
        <source>Not in the text: {words} and {n} more.</source>
        <translation>原文中没有：{words}，另有 {n} 个。</translation>
    </message>
    <message>
        <source>Not in the text: {words}.</source>
        <translation>原文中没有：{words}。</translation>
    </message>
    <message>
        <source>Not used: {n} of {all} sentences</source>
        <translation>未用到：{all} 句中的 {n} 句</translation>
    </message>
    <message>
        <source>1 word</source>
        <translation>1 个词</translation>
    </message>
    <message>
        <source>{n} words</source>
        <translation>{n} 个词</translation>
    </message>
</context>
<context>
    <name>TakeHome</name>
    <message>
        <source>Figure as PNG…</source>
        <translation>图片（PNG）…</translation>
    </message>
    <message>
        <source>Figure as SVG…</source>
        <translation>矢量图（SVG）…</translation>
    </message>
    <message>
        <source>Interactive page (HTML)…</source>
        <translation>交互式网页（HTML）…</translation>
    </message>
    <message>
        <source>Numbers as CSV…</source>
        <translation>数值（CSV）…</translation>
    </message>
    <message>
        <source>Numbers as JSON…</source>
        <translation>数值（JSON）…</translation>
    </message>
    <message>
        <source>Numbers for NumPy (NPZ)…</source>
        <translation>数值（NumPy，NPZ）…</translation>
    </message>
    <message>
        <source>Word links (Pharaoh)…</source>
        <translation>词对齐（Pharaoh）…</translation>
    </message>
    <message>
        <source>The figure is on the clipboard.</source>
        <translation>图片已复制到剪贴板。</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>已保存为 {file}</translation>
    </message>
    <message>
        <source>Save attention</source>
        <translation>保存注意力</translation>
    </message>
    <message>
        <source>Copy figure</source>
        <translation>复制图片</translation>
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
    <name>WeightModel</name>
    <message>
        <source>Translation</source>
        <translation>译文</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>No translation model is installed. Put one into {folder} and start again.</source>
        <translation>尚未安装翻译模型。请将模型放入 {folder}，然后重新启动。</translation>
    </message>
    <message>
        <source>No place was found for “{word}”. Try another form of it, or a wider beam.</source>
        <translation>没有找到放“{word}”的位置。请换一种写法，或加大束宽。</translation>
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
        <source>Alternatives for the word</source>
        <translation>这个词的其他译法</translation>
    </message>
    <message>
        <source>Undo choice</source>
        <translation>撤销选择</translation>
    </message>
    <message>
        <source>Redo choice</source>
        <translation>重做选择</translation>
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
        <source>Summarise</source>
        <translation>摘要</translation>
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
        <source>N-best list</source>
        <translation>候选译文</translation>
    </message>
    <message>
        <source>Beam tree</source>
        <translation>束搜索树</translation>
    </message>
    <message>
        <source>Shade words by probability</source>
        <translation>按概率给词语加底色</translation>
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
    <name>documents</name>
    <message>
        <source>{file} is larger than {most} MB. Take a part of it.</source>
        <translation>{file} 超过 {most} MB。请只取其中一部分。</translation>
    </message>
    <message>
        <source>{file} is of a kind that cannot be opened here. Save it as text, HTML or docx first.</source>
        <translation>这里不能打开 {file} 这种文件。请先另存为文本、HTML 或 docx。</translation>
    </message>
    <message>
        <source>{file} holds no text. Choose a txt, md, html or docx file.</source>
        <translation>{file} 不是文本文件。请选择 txt、md、html 或 docx 文件。</translation>
    </message>
    <message>
        <source>{file} is damaged or locked with a password. Open it in Word and save it anew.</source>
        <translation>{file} 已损坏或有密码保护。请用 Word 打开后重新保存。</translation>
    </message>
    <message>
        <source>There is no text in {file}.</source>
        <translation>{file} 中没有文字。</translation>
    </message>
    <message>
        <source>{file} is a folder. Choose a file in it.</source>
        <translation>{file} 是文件夹。请选择其中的文件。</translation>
    </message>
    <message>
        <source>{file} could not be opened ({why}). Choose another file.</source>
        <translation>无法打开 {file}（{why}）。请选择其他文件。</translation>
    </message>
</context>
<context>
    <name>failures</name>
    <message>
        <source>No installed model translates {source} to {target}. Choose other languages.</source>
        <translation>已安装的模型都不能把{source}翻译成{target}。请选择其他语言。</translation>
    </message>
    <message>
        <source>No installed model does this in {language}. Choose another language.</source>
        <translation>已安装的模型都不能用{language}完成这项任务。请选择其他语言。</translation>
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
    <name>numbers</name>
    <message>
        <source>{n} %</source>
        <translation>{n}%</translation>
    </message>
</context>
<context>
    <name>presets</name>
    <message>
        <source>Faithful</source>
        <translation>忠实</translation>
    </message>
    <message>
        <source>Fluent</source>
        <translation>流畅</translation>
    </message>
    <message>
        <source>Creative</source>
        <translation>创意</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>快速</translation>
    </message>
    <message>
        <source>it holds no list of options</source>
        <translation>其中没有选项列表</translation>
    </message>
    <message>
        <source>“{name}” is no option</source>
        <translation>“{name}”不是选项</translation>
    </message>
    <message>
        <source>{value} is no value for “{name}”</source>
        <translation>{value} 不能作为“{name}”的值</translation>
    </message>
    <message>
        <source>it is no JSON text</source>
        <translation>它不是 JSON 文本</translation>
    </message>
    <message>
        <source>The preset file {file} cannot be used: {reason}. Mend it or delete it.</source>
        <translation>无法使用预设文件 {file}：{reason}。请修正或删除它。</translation>
    </message>
    <message>
        <source>it has no name</source>
        <translation>其中没有名称</translation>
    </message>
</context>
<context>
    <name>saving</name>
    <message>
        <source>There is no room left for {file}. Choose another disk or make room.</source>
        <translation>没有空间保存 {file}。请选择其他磁盘，或腾出一些空间。</translation>
    </message>
    <message>
        <source>{file} may not be written there. Choose another folder.</source>
        <translation>没有权限在该处写入 {file}。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The folder for {file} is no longer there. Choose another folder.</source>
        <translation>{file} 所在的文件夹已不存在。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{file} could not be saved ({reason}). Try another folder.</source>
        <translation>无法保存 {file}（{reason}）。请尝试其他文件夹。</translation>
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
