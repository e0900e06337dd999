<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AlarmLine</name>
    <message>
        <source>Read all of it</source>
        <translation>全部译出</translation>
    </message>
    <message>
        <source>Decode again with a beam of 8 and a penalty for what is left out</source>
        <translation>用宽度 8 的束和对遗漏的惩罚重新解码</translation>
    </message>
    <message>
        <source>Search wider</source>
        <translation>扩大搜索</translation>
    </message>
    <message>
        <source>Decode again with a beam of 8, and without chance</source>
        <translation>用宽度 8 的束重新解码，不作随机抽取</translation>
    </message>
    <message>
        <source>Do not repeat</source>
        <translation>不要重复</translation>
    </message>
    <message>
        <source>Decode again; no three tokens in a row may come twice</source>
        <translation>重新解码，任何连续三个词元不得出现两次</translation>
    </message>
    <message>
        <source>Left out? “{text}”</source>
        <translation>漏译？“{text}”</translation>
    </message>
    <message>
        <source>Made up? “{text}”</source>
        <translation>无中生有？“{text}”</translation>
    </message>
    <message>
        <source>Repeated? “{text}”</source>
        <translation>重复？“{text}”</translation>
    </message>
    <message>
        <source>No word of the translation looked at “{text}” in the source: it may be missing.</source>
        <translation>译文中没有词关注原文的“{text}”，可能漏译。</translation>
    </message>
    <message>
        <source>“{text}” looks at no word of the source in particular: it may be made up.</source>
        <translation>“{text}”没有特别关注原文的任何词，可能是无中生有。</translation>
    </message>
    <message>
        <source>“{text}” stands there {n} times in a row, and the source has no such repetition.</source>
        <translation>“{text}”连续出现 {n} 次，而原文没有这样的重复。</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>另有 {n} 处</translation>
    </message>
    <message>
        <source>Split the sentence</source>
        <translation>拆分句子</translation>
    </message>
    <message>
        <source>Begin a new line in your text near the middle of this long sentence</source>
        <translation>在这个长句中间附近的原文处换行</translation>
    </message>
</context>
<context>
    <name>Alternatives</name>
    <message>
        <source>(part of a rare character, {byte})</source>
        <translation>（生僻字的一部分，{byte}）</translation>
    </message>
    <message>
        <source>(end of the sentence)</source>
        <translation>（句末）</translation>
    </message>
    <message>
        <source>Never “{word}”</source>
        <extracomment>A button that forbids the word that was typed, in the whole text.</extracomment>
        <translation>全文不用“{word}”</translation>
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
    <name>Archive</name>
    <message>
        <source>New conversation</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>Search all conversations</source>
        <translation>搜索所有对话</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话列表</translation>
    </message>
    <message>
        <source>Export, import, delete</source>
        <translation>导出、导入、删除</translation>
    </message>
    <message>
        <source>Export as Markdown…</source>
        <translation>导出为 Markdown…</translation>
    </message>
    <message>
        <source>Export as text…</source>
        <translation>导出为纯文本…</translation>
    </message>
    <message>
        <source>Export with all branches (JSON)…</source>
        <translation>连同所有分支导出（JSON）…</translation>
    </message>
    <message>
        <source>Import a conversation…</source>
        <translation>导入对话…</translation>
    </message>
    <message>
        <source>Delete conversation</source>
        <translation>删除对话</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>恢复</translation>
    </message>
</context>
<context>
    <name>AttentionBar</name>
    <message>
        <source>Where the output looks in the input</source>
        <translation>输出的词在输入中看向哪里</translation>
    </message>
    <message>
        <source>Self-attention: where the input looks in itself</source>
        <translation>自注意力：输入在自身中看向哪里</translation>
    </message>
    <message>
        <source>Self-attention: where the output looks in itself</source>
        <translation>自注意力：输出在自身中看向哪里</translation>
    </message>
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
        <source>Each word of the output adds up to 1</source>
        <translation>输出中每个词的权重之和为 1</translation>
    </message>
    <message>
        <source>Each word of the input adds up to 1</source>
        <translation>输入中每个词的权重之和为 1</translation>
    </message>
    <message>
        <source>Words or pieces, and how weights are scaled</source>
        <translation>按词或词元显示，以及权重的缩放方式</translation>
    </message>
    <message>
        <source>Save or copy what is shown</source>
        <translation>保存或复制当前显示的内容</translation>
    </message>
    <message>
        <source>Cross-attention</source>
        <translation>交叉注意力</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>The layer and head of the cross-attention that agree best with links made by hand</source>
        <translation>与人工词对齐最一致的交叉注意力层和头</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>Decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>Which attention</source>
        <translation>注意力种类</translation>
    </message>
    <message>
        <source>Which attention is shown</source>
        <translation>显示哪种注意力</translation>
    </message>
    <message>
        <source>Punctuation</source>
        <translation>标点符号</translation>
    </message>
    <message>
        <source>The mean over layers and heads</source>
        <translation>各层各头的平均值</translation>
    </message>
    <message>
        <source>The maximum over layers and heads</source>
        <translation>各层各头的最大值</translation>
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
        <source>While a text is written, you see here where each word comes from.</source>
        <translation>文本生成时，这里会显示每个词来自何处。</translation>
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
    <message>
        <source>{word} looks at {others}</source>
        <extracomment>A word and what it looks at by self-attention: &quot;sleeps looks at cat 0.81, the 0.05&quot;.</extracomment>
        <translation>{word} 关注 {others}</translation>
    </message>
    <message>
        <source>{word} is seen by {others}</source>
        <extracomment>A word and those that look at it by self-attention: &quot;cat is seen by sleeps 0.81, black 0.3&quot;.</extracomment>
        <translation>{word} 被 {others} 关注</translation>
    </message>
    <message>
        <source>{target} looks at {source}  {weight}</source>
        <extracomment>The weight in one cell of the map of self-attention, such as &quot;sleeps looks at cat 0.91&quot;.</extracomment>
        <translation>{target} 关注 {source}  {weight}</translation>
    </message>
    <message>
        <source>This model writes without attention, so it has no map to show.</source>
        <translation>这个模型不使用注意力，因此没有可显示的注意力图。</translation>
    </message>
    <message>
        <source>This model has no self-attention here, so there is no map to show.</source>
        <translation>这个模型在此没有自注意力，因此没有可显示的图。</translation>
    </message>
    <message>
        <source>Self-attention is computed when the sentence is finished. It comes in a moment.</source>
        <translation>句子译完后才计算自注意力，请稍候。</translation>
    </message>
    <message>
        <source>While a reply is written, you see here where each word comes from. Click an earlier reply to see it of that one.</source>
        <translation>生成回复时，这里会显示每个词来自哪里。点击之前的回复，可以查看那一条的来源。</translation>
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
    <name>Bubble</name>
    <message>
        <source>{n} % of the attention</source>
        <translation>占注意力的 {n} %</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Heed</source>
        <translation>Heed</translation>
    </message>
    <message>
        <source>Older version</source>
        <translation>较早的版本</translation>
    </message>
    <message>
        <source>Newer version</source>
        <translation>较新的版本</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Say it otherwise; what followed stays as another branch</source>
        <translation>换一种说法；后面的内容作为另一分支保留</translation>
    </message>
    <message>
        <source>Delete this and what followed; it can be brought back</source>
        <translation>删除这条及其后的内容（可恢复）</translation>
    </message>
    <message>
        <source>Another reply; this one stays</source>
        <translation>再来一个回复；这个会保留</translation>
    </message>
    <message>
        <source>Answer this</source>
        <translation>回复这一句</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>The model no longer sees this</source>
        <translation>模型已看不到这一句</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Damaged: {reason}. Install it again.</source>
        <translation>已损坏：{reason}。请重新安装。</translation>
    </message>
    <message>
        <source>{size} on the disk</source>
        <translation>磁盘占用 {size}</translation>
    </message>
    <message>
        <source>{size} in memory</source>
        <translation>内存占用 {size}</translation>
    </message>
    <message>
        <source>{n} tokens/s here</source>
        <translation>本机 {n} 词元/秒</translation>
    </message>
    <message>
        <source>comes with Heed</source>
        <translation>随 Heed 提供</translation>
    </message>
    <message>
        <source>Licence: {name}</source>
        <translation>许可证：{name}</translation>
    </message>
    <message>
        <source>Wrong words by attention (AER): {list}</source>
        <translation>注意力对错的词（AER）：{list}</translation>
    </message>
    <message>
        <source>{precision} of {model}</source>
        <translation>{model} 的 {precision} 版本</translation>
    </message>
    <message>
        <source>{before} → {after} nats a token, {same} of the outputs the same</source>
        <translation>每词元 {before} → {after} 奈特，{same} 的输出相同</translation>
    </message>
    <message>
        <source>Taken by default: {list}</source>
        <translation>默认用于：{list}</translation>
    </message>
    <message>
        <source>Default for</source>
        <translation>默认用于</translation>
    </message>
    <message>
        <source>Take this model where none is chosen</source>
        <translation>未选择模型时使用此模型</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Measure, convert, rename</source>
        <translation>测速、转换、重命名</translation>
    </message>
    <message>
        <source>Measure its speed</source>
        <translation>测量速度</translation>
    </message>
    <message>
        <source>Convert to {precision}: smaller on the disk</source>
        <translation>转换为 {precision}：磁盘占用更小</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Put it into the trash</source>
        <translation>放入回收站</translation>
    </message>
</context>
<context>
    <name>CatalogueTab</name>
    <message>
        <source>Nothing here is like that. Ask for less, or take the filters away.</source>
        <translation>没有符合条件的模型。请放宽条件或取消筛选。</translation>
    </message>
    <message>
        <source>{n} of {all} models</source>
        <translation>{all} 个模型中的 {n} 个</translation>
    </message>
    <message>
        <source>Search by name, licence or use</source>
        <translation>按名称、许可证或用途搜索</translation>
    </message>
    <message>
        <source>Only what fits into this computer&apos;s memory ({size})</source>
        <translation>仅显示本机内存（{size}）可容纳的模型</translation>
    </message>
    <message>
        <source>From any language</source>
        <translation>从任意语言</translation>
    </message>
    <message>
        <source>Language of your text</source>
        <translation>原文语言</translation>
    </message>
    <message>
        <source>Into any language</source>
        <translation>译成任意语言</translation>
    </message>
    <message>
        <source>Language of the result</source>
        <translation>结果的语言</translation>
    </message>
    <message>
        <source>Any task</source>
        <translation>任意任务</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
</context>
<context>
    <name>ChatBar</name>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>The model sees the last {seen} of {all} turns</source>
        <extracomment>How many of the turns of a conversation fit into what the model reads.</extracomment>
        <translation>模型能看到 {all} 句中的最后 {seen} 句</translation>
    </message>
    <message>
        <source>The model sees {seen} of {all} turns: your name and the last</source>
        <translation>模型能看到 {all} 句中的 {seen} 句：你的名字和最后几句</translation>
    </message>
    <message>
        <source>The model sees only the end of a long turn</source>
        <translation>较长的一句中，模型只能看到结尾部分</translation>
    </message>
    <message>
        <source>Best model</source>
        <translation>最佳模型</translation>
    </message>
    <message>
        <source>As you write</source>
        <translation>随你的语言</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Language of the conversation</source>
        <translation>对话的语言</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>The file with your conversations was damaged. It is kept as {file}; a new one was begun.</source>
        <translation>保存对话的文件已损坏。它被另存为 {file}，并已新建一个文件。</translation>
    </message>
    <message>
        <source>There is no conversation in this file. Choose one that Heed has exported.</source>
        <translation>这个文件里没有对话。请选择由 Heed 导出的文件。</translation>
    </message>
    <message>
        <source>This conversation was exported by a newer version of Heed. Import it there.</source>
        <translation>这个对话由更新版本的 Heed 导出。请在那个版本中导入。</translation>
    </message>
    <message>
        <source>A part of this conversation is missing. Try another copy of the file.</source>
        <translation>这个对话缺了一部分。请换一份文件再试。</translation>
    </message>
    <message>
        <source>The file cannot be read ({why}). Choose another one.</source>
        <translation>无法读取文件（{why}）。请另选一个。</translation>
    </message>
    <message>
        <source>Your conversations were kept by a newer version of Heed. Start that one.</source>
        <translation>你的对话由更新版本的 Heed 保存。请启动那个版本。</translation>
    </message>
    <message>
        <source>The folder of your conversations cannot be written. They last only until you close Heed.</source>
        <translation>无法写入存放对话的文件夹。关闭 Heed 后对话不会保留。</translation>
    </message>
    <message>
        <source>The disk is full, so this was not saved. Make room and send it again.</source>
        <translation>磁盘已满，内容未保存。请腾出空间后重新发送。</translation>
    </message>
    <message>
        <source>Another program holds the conversations. Try again in a moment.</source>
        <translation>另一个程序正在使用对话文件。请稍后再试。</translation>
    </message>
    <message>
        <source>This could not be saved ({why}). Export what you need.</source>
        <translation>无法保存（{why}）。请导出需要的内容。</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>No chat model is installed, so nobody can answer.</source>
        <translation>没有安装聊天模型，无法回复。</translation>
    </message>
    <message>
        <source>That was too long for one turn: the last {n} characters were left out.</source>
        <translation>一次发送的内容过长，末尾的 {n} 个字符已被略去。</translation>
    </message>
    <message>
        <source>How much of the attention each turn got</source>
        <translation>每一轮得到了多少注意力</translation>
    </message>
    <message>
        <source>Say hello. Heed is a small program on your own computer: it chats a little, keeps no facts and looks nothing up. Nothing you write leaves this machine.</source>
        <translation>打个招呼吧。Heed 是运行在你自己电脑上的小程序：它能聊几句，不掌握事实，也不会查资料。你写的内容不会离开这台电脑。</translation>
    </message>
</context>
<context>
    <name>Column</name>
    <message>
        <source>{target} from {source}  {weight}</source>
        <extracomment>The weight in one cell of the attention map, such as &quot;Hund from dog 0.91&quot;.</extracomment>
        <translation>{target} ← {source}&#x3000;{weight}</translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Score {score}</source>
        <translation>得分 {score}</translation>
    </message>
    <message>
        <source>{score} per token</source>
        <translation>每词元 {score}</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} 个词元</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Remove this model</source>
        <translation>移除此模型</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>译文</translation>
    </message>
    <message>
        <source>Attention map</source>
        <translation>注意力图</translation>
    </message>
    <message>
        <source>The score is the log-probability of the translation, in nats; nearer to 0 is better. Only models with the same tokenizer can be compared by it.</source>
        <translation>得分是译文的对数概率，单位为纳特；越接近 0 越好。只有使用同一分词器的模型才能用它比较。</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>Type a sentence, or choose an example.</source>
        <translation>输入一个句子，或选择一个例句。</translation>
    </message>
    <message>
        <source>No translation model is installed. Put one into the folder of models.</source>
        <translation>没有安装翻译模型。请把一个翻译模型放进模型文件夹。</translation>
    </message>
    <message>
        <source>Your sentence</source>
        <translation>原句</translation>
    </message>
</context>
<context>
    <name>CompareBar</name>
    <message>
        <source>Example sentences</source>
        <translation>例句</translation>
    </message>
    <message>
        <source>{n} words</source>
        <translation>{n} 个词</translation>
    </message>
    <message>
        <source>{source} → {target}</source>
        <extracomment>From one language to another.</extracomment>
        <translation>{source} → {target}</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Example sentences of growing length</source>
        <translation>由短到长的例句</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>One more column; four at most</source>
        <translation>再加一列，最多四列</translation>
    </message>
    <message>
        <source>BLEU by length</source>
        <translation>按长度的 BLEU</translation>
    </message>
    <message>
        <source>How good the models are on short and long sentences</source>
        <translation>各模型在短句和长句上的质量</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Write something. Enter sends it.</source>
        <translation>写点什么，按 Enter 发送。</translation>
    </message>
    <message>
        <source>Your next turn</source>
        <translation>你要说的话</translation>
    </message>
    <message>
        <source>Shift+Enter begins a new line.</source>
        <translation>Shift+Enter 换行。</translation>
    </message>
    <message>
        <source>You are changing an earlier turn. The old one stays.</source>
        <translation>你正在修改之前的一句话，原来的会保留。</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>不修改了</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>发送（Enter）</translation>
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
    <name>ContextView</name>
    <message>
        <source>This model translates without attention, so it has no map to show. It keeps the whole sentence in this one vector of {n} numbers:</source>
        <translation>此模型翻译时不使用注意力，因此没有可显示的图。它把整个句子存放在这一个由 {n} 个数组成的向量里：</translation>
    </message>
    <message>
        <source>Context vector</source>
        <translation>上下文向量</translation>
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
        <source>Second look</source>
        <translation>复查</translation>
    </message>
    <message>
        <source>A translation that has lost a number, or is only the text again, is looked for once more.</source>
        <translation>译文漏掉数字或只是照抄原文时，再搜索一次。</translation>
    </message>
    <message>
        <source>“Platform 9” that came out as “the platform” is tried again with 9.</source>
        <translation>“9 号站台”若只译成“站台”，会带上 9 再译一次。</translation>
    </message>
    <message>
        <source>“Platform 9” may come out as “the platform”.</source>
        <translation>“9 号站台”可能只译成“站台”。</translation>
    </message>
    <message>
        <source>No effect with several beam groups: words are placed by one.</source>
        <translation>束分成几组时无效：必需的词只能由一组来安放。</translation>
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
        <source>No effect while the most typical translation is chosen.</source>
        <translation>正在选取最典型的译文，此项不起作用。</translation>
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
        <source>Way back</source>
        <translation>反向核对</translation>
    </message>
    <message>
        <source>How much it counts that your text can be foreseen from the translation, by the model for the opposite direction.</source>
        <translation>多大程度上看重：反方向的模型能否由译文推出你的原文。</translation>
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
        <source>A translation from which each token of your text is twice as likely gains {n} nats.</source>
        <translation>若由某译文推出原文每个词元的可能性是另一译文的两倍，则加 {n} 奈特。</translation>
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
    <name>ExplanationTab</name>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>The weights of the first tab, as chosen there</source>
        <translation>第一个标签页中所选的权重</translation>
    </message>
    <message>
        <source>Leaving out</source>
        <translation>去词法</translation>
    </message>
    <message>
        <source>Gradient × input</source>
        <translation>梯度 × 输入</translation>
    </message>
    <message>
        <source>How steeply the word&apos;s log-probability rises with this word&apos;s vector</source>
        <translation>输出词的对数概率随这个词的向量上升得有多快</translation>
    </message>
    <message>
        <source>Integrated gradients</source>
        <translation>积分梯度</translation>
    </message>
    <message>
        <source>Leaving out and gradients are computed: {share}</source>
        <translation>正在计算去词法和梯度：{share}</translation>
    </message>
    <message>
        <source>How much less likely the word is when this word is left out of what is read, in nats</source>
        <translation>从读入的文本中去掉这个词后，输出词的可能性下降多少（单位：奈特）</translation>
    </message>
    <message>
        <source>The same, added up on the way from empty words to these</source>
        <translation>同上，但沿着从空词到这些词的路径累加</translation>
    </message>
    <message>
        <source>With fewer than three words there is no order to compare.</source>
        <translation>少于三个词时，没有顺序可以比较。</translation>
    </message>
    <message>
        <source>{a} and {b}: Kendall {tau}, Spearman {rho}</source>
        <translation>{a}与{b}：Kendall {tau}，Spearman {rho}</translation>
    </message>
    <message>
        <source>Do they put the words in the same order? 1: the same, 0: unrelated, −1: the reverse.</source>
        <translation>它们给出的词序一致吗？1：相同，0：无关，−1：相反。</translation>
    </message>
    <message>
        <source>Output word</source>
        <translation>输出词</translation>
    </message>
    <message>
        <source>Output words</source>
        <translation>输出词</translation>
    </message>
    <message>
        <source>What each word did for the chosen output word</source>
        <translation>每个词对所选输出词起了什么作用</translation>
    </message>
    <message>
        <source>Attention shows where the model looked, not why it wrote. Leaving a word out shows what it really changes, though the model never learnt from texts with holes. Gradients show what a small change would do. Where all agree, the map may be believed; where they differ, trust the leaving out. Sizes are compared, whatever the sign.</source>
        <translation>注意力说明模型看了哪里，而不是为什么这样写。去掉一个词能看出它真正改变了什么，尽管模型从未学过有空缺的文本。梯度说明微小的变化会带来什么。各方法一致时，注意力图可信；不一致时，以去词法为准。比较的是大小，不论正负。</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>{place}: {value}</source>
        <extracomment>A place in the context vector and the number there.</extracomment>
        <translation>{place}：{value}</translation>
    </message>
</context>
<context>
    <name>HeadPicker</name>
    <message>
        <source>Choose a layer first: heads are numbered within a layer</source>
        <translation>请先选择一层：注意力头按层编号</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
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
    <message>
        <source>One attention head, or all heads of the layer together</source>
        <translation>一个注意力头，或该层的所有头</translation>
    </message>
    <message>
        <source>One layer, or all of them together</source>
        <translation>一层，或所有层</translation>
    </message>
</context>
<context>
    <name>ImportForm</name>
    <message>
        <source>Make a model of {file}</source>
        <translation>由 {file} 生成模型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>As the files say</source>
        <translation>按文件所述</translation>
    </message>
    <message>
        <source>as the files say; or such as en-fr, en-de</source>
        <translation>按文件所述；或如 en-fr, en-de</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>InspectBar</name>
    <message>
        <source>A translation</source>
        <translation>译文</translation>
    </message>
    <message>
        <source>A reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>A summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>What is looked into</source>
        <translation>检视什么</translation>
    </message>
</context>
<context>
    <name>InspectPage</name>
    <message>
        <source>The source</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>Any translation of it, the model&apos;s or your own</source>
        <translation>任意译文，模型的或您自己的</translation>
    </message>
    <message>
        <source>Swap languages</source>
        <translation>交换语言</translation>
    </message>
    <message>
        <source>The conversation, a turn on each line; the last one is yours</source>
        <translation>对话，每行一轮；最后一轮是你说的</translation>
    </message>
    <message>
        <source>Any reply, the model&apos;s or your own</source>
        <translation>任意回复，模型的或你自己的</translation>
    </message>
    <message>
        <source>The document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Any summary of it, the model&apos;s or your own</source>
        <translation>任意摘要，模型的或你自己的</translation>
    </message>
    <message>
        <source>Write two texts, and see what the model makes of them. Ctrl+Shift+I on another page brings here what its attention is shown of: a sentence, a reply or a summary.</source>
        <translation>写下两段文本，看看模型如何看待它们。在其他页面按 Ctrl+Shift+I，可以把正在显示注意力的内容带到这里：一个句子、一条回复或一份摘要。</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Is it an explanation?</source>
        <translation>这算解释吗？</translation>
    </message>
    <message>
        <source>Surgery</source>
        <translation>手术</translation>
    </message>
    <message>
        <source>The model reads both texts. What it made of them comes in a moment.</source>
        <translation>模型正在读两段文本，结果马上就来。</translation>
    </message>
</context>
<context>
    <name>InstalledTab</name>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>清空回收站</translation>
    </message>
    <message>
        <source>Delete these models for good</source>
        <translation>永久删除这些模型</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>放回</translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>LabPage</name>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Continue text</source>
        <translation>续写文本</translation>
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
    <name>Legs</name>
    <message>
        <source>Through {language}: {text}</source>
        <translation>经由{language}：{text}</translation>
    </message>
    <message>
        <source>Attention of the whole way</source>
        <translation>全程注意力</translation>
    </message>
    <message>
        <source>Whose attention is shown</source>
        <translation>显示哪一段的注意力</translation>
    </message>
</context>
<context>
    <name>LengthPlot</name>
    <message>
        <source>over {n}</source>
        <extracomment>Of source sentences with more words than that.</extracomment>
        <translation>多于 {n}</translation>
    </message>
    <message>
        <source>BLEU by words in the source</source>
        <translation>按原文词数的 BLEU</translation>
    </message>
    <message>
        <source>None of these models says in its card how good it is at which length.</source>
        <translation>这些模型的说明卡都没有记录不同长度上的质量。</translation>
    </message>
    <message>
        <source>Not measured: {names}</source>
        <translation>未测量：{names}</translation>
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
    <name>Links</name>
    <message>
        <source>This word does not stand in the text</source>
        <translation>原文中没有这个词</translation>
    </message>
    <message>
        <source>Click to see where this sentence comes from</source>
        <translation>点击可查看这句话的出处</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>The folder of a checkpoint</source>
        <translation>检查点文件夹</translation>
    </message>
    <message>
        <source>Archives (*.zip *.tar *.tgz *.tar.gz *.tar.xz *.tar.bz2 *.argosmodel)</source>
        <translation>压缩包 (*.zip *.tar *.tgz *.tar.gz *.tar.xz *.tar.bz2 *.argosmodel)</translation>
    </message>
    <message>
        <source>An archive of a checkpoint</source>
        <translation>检查点压缩包</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>模型名称</translation>
    </message>
    <message>
        <source>“{name}” is in the trash, at the end of this page.</source>
        <translation>“{name}”已放入回收站，见本页末尾。</translation>
    </message>
    <message>
        <source>The models&apos; folder cannot be changed ({reason}).</source>
        <translation>无法更改模型文件夹（{reason}）。</translation>
    </message>
    <message>
        <source>The model “{name}” is ready.</source>
        <translation>模型“{name}”已就绪。</translation>
    </message>
    <message>
        <source>“{name}” writes {n} tokens a second here.</source>
        <translation>“{name}”在本机每秒输出 {n} 个词元。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Make a model of a checkpoint, such as OPUS-MT; or drop it here</source>
        <translation>由检查点（如 OPUS-MT）生成模型；也可拖放到此处</translation>
    </message>
    <message>
        <source>From a folder…</source>
        <translation>从文件夹…</translation>
    </message>
    <message>
        <source>From a zip or tar file…</source>
        <translation>从 zip 或 tar 文件…</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>Catalogue</source>
        <translation>目录</translation>
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
    <name>OverviewStrip</name>
    <message>
        <source>Sentence {n}</source>
        <translation>第 {n} 句</translation>
    </message>
    <message>
        <source>{where}: still to come</source>
        <translation>{where}：尚未翻译</translation>
    </message>
    <message>
        <source>{where}: “{word}” was not used</source>
        <translation>{where}：“{word}”未被使用</translation>
    </message>
    <message>
        <source>{where}: “{word}” was read, with a weight of up to {share}</source>
        <translation>{where}：“{word}”已读取，最大权重 {share}</translation>
    </message>
    <message>
        <source>Turn {n}</source>
        <translation>第 {n} 轮</translation>
    </message>
    <message>
        <source>{where} was not used</source>
        <translation>{where}未被用到</translation>
    </message>
    <message>
        <source>{where}: {share} of the attention</source>
        <translation>{where}：占注意力的 {share}</translation>
    </message>
    <message>
        <source>The summary did not use this</source>
        <translation>摘要没有用到这里</translation>
    </message>
    <message>
        <source>Used: up to {share} of a sentence&apos;s attention</source>
        <translation>用到了：最多占一个句子注意力的 {share}</translation>
    </message>
</context>
<context>
    <name>PairBar</name>
    <message>
        <source>{target} (through {language})</source>
        <translation>{target}（经由{language}）</translation>
    </message>
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
    <name>Pickers</name>
    <message>
        <source>Language: as the text is</source>
        <translation>语言：与文本相同</translation>
    </message>
    <message>
        <source>Best model</source>
        <translation>最佳模型</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
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
    <name>Row</name>
    <message>
        <source>more than this computer&apos;s memory</source>
        <translation>超出本机内存</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>Sessions</name>
    <message>
        <source>{file} cannot be read ({reason}). Choose another file.</source>
        <translation>无法读取 {file}（{reason}）。请选择其他文件。</translation>
    </message>
    <message>
        <source>This was translated by “{name}”, which is not installed here. It is shown as it was saved; another model would translate it anew.</source>
        <translation>这是由“{name}”翻译的，而此处没有安装该模型。内容按保存时的样子显示；重新翻译会用其他模型。</translation>
    </message>
    <message>
        <source>The model “{name}” here is another version. The session is shown as it was saved; translated anew, it may read otherwise.</source>
        <translation>此处的模型“{name}”是另一个版本。内容按保存时的样子显示；重新翻译结果可能不同。</translation>
    </message>
    <message>
        <source>Save session</source>
        <translation>保存会话</translation>
    </message>
    <message>
        <source>Open session</source>
        <translation>打开会话</translation>
    </message>
    <message>
        <source>Heed sessions (*.{suffix})</source>
        <translation>Heed 会话 (*.{suffix})</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>已保存为 {file}</translation>
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
        <source>Looking into both texts</source>
        <translation>正在查看两段文本</translation>
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
        <source>A few sentences</source>
        <translation>几句话</translation>
    </message>
    <message>
        <source>What happens in it, in one to three sentences; best for talks</source>
        <translation>用一到三句话说明内容；最适合对话</translation>
    </message>
    <message>
        <source>Key points</source>
        <translation>要点</translation>
    </message>
    <message>
        <source>A list, a short sentence on each part of the text</source>
        <translation>一份清单，文中每一部分一个短句</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>A text of some sentences that goes through all parts of the document</source>
        <translation>由若干句组成的短文，依次概括文档的各部分</translation>
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
        <source>Save summary</source>
        <translation>保存摘要</translation>
    </message>
    <message>
        <source>Which sentences of the text the summary used</source>
        <translation>摘要用到了文本中的哪些句子</translation>
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
    <name>SurgeryTab</name>
    <message>
        <source>Word</source>
        <translation>词</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Under surgery</source>
        <translation>手术后</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Given:</source>
        <translation>给定：</translation>
    </message>
    <message>
        <source>Decoded again:</source>
        <translation>重新解码：</translation>
    </message>
    <message>
        <source>Under surgery:</source>
        <translation>手术后：</translation>
    </message>
    <message>
        <source>Under surgery the same words are {share} as likely together.</source>
        <translation>手术后，同样的这些词合起来的概率是原来的 {share}。</translation>
    </message>
    <message>
        <source>Cross-attention</source>
        <translation>交叉注意力</translation>
    </message>
    <message>
        <source>Encoder self-attention</source>
        <translation>编码器自注意力</translation>
    </message>
    <message>
        <source>Decoder self-attention</source>
        <translation>解码器自注意力</translation>
    </message>
    <message>
        <source>Make flat</source>
        <translation>抹平</translation>
    </message>
    <message>
        <source>Every place gets the same weight</source>
        <translation>每处权重相同</translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation>打乱</translation>
    </message>
    <message>
        <source>The weights change places, by chance</source>
        <translation>权重随机换位</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The head gives nothing at all</source>
        <translation>这个头不再给出任何内容</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>拿走</translation>
    </message>
    <message>
        <source>A word&apos;s weight goes to all others in proportion</source>
        <translation>一个词的权重按比例分给其他所有词</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>转移</translation>
    </message>
    <message>
        <source>A word&apos;s weight goes to another word</source>
        <translation>一个词的权重转给另一个词</translation>
    </message>
    <message>
        <source>Attention to operate on</source>
        <translation>对哪种注意力动手术</translation>
    </message>
    <message>
        <source>What is done to it</source>
        <translation>如何改变</translation>
    </message>
    <message>
        <source>The word that loses its weight</source>
        <translation>失去权重的词</translation>
    </message>
    <message>
        <source>The word that gets the weight</source>
        <translation>得到权重的词</translation>
    </message>
    <message>
        <source>Seed of the shuffling</source>
        <translation>打乱的随机种子</translation>
    </message>
    <message>
        <source>Probabilities of the given words</source>
        <translation>给定词的概率</translation>
    </message>
    <message>
        <source>Decode again</source>
        <translation>重新解码</translation>
    </message>
    <message>
        <source>Change what a head pays attention to, at every step, and decode again. If nothing happens, the model did not need that attention; if the words change, it did.</source>
        <translation>改变一个头在每一步的关注，再重新解码。如果没有变化，说明模型不需要这份注意力；如果词变了，说明需要。</translation>
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
    <name>Transcript</name>
    <message>
        <source>Earlier turns</source>
        <translation>更早的对话</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
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
    <message>
        <source>Which parts of your text the translation used</source>
        <translation>译文用到了原文的哪些部分</translation>
    </message>
</context>
<context>
    <name>Translating</name>
    <message>
        <source>No translation model is installed. Put one into {folder} and start again.</source>
        <translation>尚未安装翻译模型。请将模型放入 {folder}，然后重新启动。</translation>
    </message>
    <message>
        <source>No place was found for “{word}”. Try another form of it, or a wider beam.</source>
        <translation>没有找到放“{word}”的位置。请换一种写法，或加大束宽。</translation>
    </message>
</context>
<context>
    <name>WeightModel</name>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>词</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>关注</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Something went wrong in the program. Your text is safe. Please send us the report.</source>
        <translation>程序内部出了问题，您的文本没有丢失。请把报告发给我们。</translation>
    </message>
    <message>
        <source>Inspect looks into one model. Choose a leg of the way below the translation first.</source>
        <translation>“检视”只看一个模型的内部。请先在译文下方选择其中一段。</translation>
    </message>
    <message>
        <source>No font here can show Chinese. Install one, such as the package fonts-noto-cjk.</source>
        <translation>没有可显示中文的字体。请安装一款，例如软件包 fonts-noto-cjk。</translation>
    </message>
    <message>
        <source>There is no finished translation to save yet.</source>
        <translation>还没有完成的译文可保存。</translation>
    </message>
</context>
<context>
    <name>Writing</name>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>Perplexity of your text {n}</source>
        <extracomment>How well the model foresees the text: 1 is perfectly.</extracomment>
        <translation>你的文本的困惑度 {n}</translation>
    </message>
    <message>
        <source>The model would end the text here. Type on.</source>
        <translation>模型认为文本到此结束。请继续输入。</translation>
    </message>
    <message>
        <source>{n} tokens written</source>
        <translation>已写 {n} 个词元</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>No language model is installed. Put one into the folder of models and start again.</source>
        <translation>没有安装语言模型。请把一个语言模型放进模型文件夹，然后重新启动。</translation>
    </message>
    <message>
        <source>Type how a text begins, in {language}. The model goes on.</source>
        <translation>用{language}输入文本的开头，模型会接着写。</translation>
    </message>
    <message>
        <source>Language model</source>
        <translation>语言模型</translation>
    </message>
    <message>
        <source>Your text and the model&apos;s</source>
        <translation>你和模型写的文本</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>The model writes on from the end of the text (Ctrl+Return)</source>
        <translation>模型从文本末尾接着写（Ctrl+Return）</translation>
    </message>
    <message>
        <source>Perplexity: among how many tokens, on average, the model was undecided. Lower is better.</source>
        <translation>困惑度：模型平均在多少个词元之间犹豫不决。越低越好。</translation>
    </message>
    <message>
        <source>written by the model</source>
        <translation>模型所写</translation>
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
        <source>Inspect what is shown</source>
        <translation>检视当前显示的内容</translation>
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
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>实验室</translation>
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
    <message>
        <source>Open session…</source>
        <translation>打开会话…</translation>
    </message>
    <message>
        <source>Save session…</source>
        <translation>保存会话…</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>检视</translation>
    </message>
    <message>
        <source>Summarise</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
</context>
<context>
    <name>catalogue</name>
    <message>
        <source>one direction, small and quick</source>
        <translation>单一方向，小而快</translation>
    </message>
    <message>
        <source>one direction, better and three times as large</source>
        <translation>单一方向，质量更好，大三倍</translation>
    </message>
    <message>
        <source>several related languages in one model</source>
        <translation>一个模型包含多种相近语言</translation>
    </message>
    <message>
        <source>many languages, each into each other; large</source>
        <translation>多种语言互译；体积大</translation>
    </message>
    <message>
        <source>a small network to look into rather than to work with</source>
        <translation>小型网络，适合研究而非实用</translation>
    </message>
    <message>
        <source>news in a few sentences</source>
        <translation>用几句话概括新闻</translation>
    </message>
    <message>
        <source>an article in one sentence</source>
        <translation>用一句话概括文章</translation>
    </message>
    <message>
        <source>short texts; follows simple instructions</source>
        <translation>短文本；能执行简单指令</translation>
    </message>
    <message>
        <source>small talk, small</source>
        <translation>闲聊，体积小</translation>
    </message>
    <message>
        <source>small talk, with more to say</source>
        <translation>闲聊，内容更丰富</translation>
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
        <source>There is nothing to answer. Write a few words.</source>
        <translation>没有可以回复的内容。请写几个字。</translation>
    </message>
    <message>
        <source>The model “{name}” cannot read this script. It knows {languages}: write in one.</source>
        <translation>模型“{name}”不认识这种文字。它懂{languages}，请用其中一种书写。</translation>
    </message>
    <message>
        <source>This cannot be read: {reason}</source>
        <translation>无法读取：{reason}</translation>
    </message>
    <message>
        <source>This session was saved by a newer version of Heed. Install that one to open it.</source>
        <translation>此会话由更新版本的 Heed 保存。请安装该版本后再打开。</translation>
    </message>
    <message>
        <source>must be a finite number</source>
        <translation>必须是有限的数</translation>
    </message>
    <message>
        <source>must be at least 1</source>
        <translation>至少为 1</translation>
    </message>
    <message>
        <source>must be at least 0.01</source>
        <translation>至少为 0.01</translation>
    </message>
    <message>
        <source>must not be negative</source>
        <translation>不能为负</translation>
    </message>
    <message>
        <source>must be above 0 and at most 1</source>
        <translation>必须大于 0 且不超过 1</translation>
    </message>
    <message>
        <source>must be between 0 and 1</source>
        <translation>必须在 0 和 1 之间</translation>
    </message>
    <message>
        <source>must fit in 64 bits</source>
        <translation>必须能存入 64 位</translation>
    </message>
    <message>
        <source>this model writes at most {0} tokens</source>
        <translation>此模型最多写 {0} 个词元</translation>
    </message>
    <message>
        <source>must be at most the maximum length, {0}</source>
        <translation>不能超过最大长度 {0}</translation>
    </message>
    <message>
        <source>must be above the {0} tokens of the forced beginning</source>
        <translation>必须大于指定开头的 {0} 个词元</translation>
    </message>
    <message>
        <source>must be at most the beam, {0}</source>
        <translation>不能超过束宽 {0}</translation>
    </message>
    <message>
        <source>must divide the beam, {0}</source>
        <translation>必须能整除束宽 {0}</translation>
    </message>
    <message>
        <source>words are placed by beam search, but the temperature is {0}</source>
        <translation>词语由束搜索放置，但温度为 {0}</translation>
    </message>
    <message>
        <source>words are placed by a beam in one group, but there are {0} groups</source>
        <translation>词语由单组的束放置，但现有 {0} 组</translation>
    </message>
    <message>
        <source>a word must not be empty</source>
        <translation>词语不能为空</translation>
    </message>
    <message>
        <source>“{0}” cannot be written without the banned “{1}”</source>
        <translation>不用被禁止的“{1}”就写不出“{0}”</translation>
    </message>
    <message>
        <source>this model cannot write “{0}”</source>
        <translation>此模型写不出“{0}”</translation>
    </message>
    <message>
        <source>{0} hypotheses need about {1} GB, and there are {2} GB</source>
        <translation>{0} 个假设约需 {1} GB，而可用的只有 {2} GB</translation>
    </message>
    <message>
        <source>This session cannot be opened ({reason}). Try another copy of the file.</source>
        <translation>无法打开此会话（{reason}）。请尝试该文件的其他副本。</translation>
    </message>
    <message>
        <source>The model “{name}” does not know {language}. It knows {languages}: write in one.</source>
        <translation>模型“{name}”不懂{language}。它懂{languages}，请用其中一种书写。</translation>
    </message>
    <message>
        <source>Heed is set to stay offline. Allow downloads in the settings.</source>
        <translation>Heed 已设为离线。请在设置中允许下载。</translation>
    </message>
    <message>
        <source>{address} cannot be reached ({reason}). Check the connection, then resume: nothing is lost.</source>
        <translation>无法连接 {address}（{reason}）。请检查网络后继续，已下载的内容不会丢失。</translation>
    </message>
    <message>
        <source>There is no model “{name}” there. Check the name; or its owner keeps it private.</source>
        <translation>那里没有模型“{name}”。请检查名称；它也可能是私有的。</translation>
    </message>
    <message>
        <source>The model “{name}” no longer has the version {revision}. Cancel, and download anew.</source>
        <translation>模型“{name}”已没有版本 {revision}。请取消后重新下载。</translation>
    </message>
    <message>
        <source>The owner of “{name}” asks who you are. Get it with a browser and import the folder.</source>
        <translation>“{name}”的所有者要求登记身份。请用浏览器下载，再导入文件夹。</translation>
    </message>
    <message>
        <source>{address} does not give the model ({reason}). Try again later, or another address.</source>
        <translation>{address} 未能提供该模型（{reason}）。请稍后再试，或换一个地址。</translation>
    </message>
    <message>
        <source>{needed} GB are needed, and the disk has {free} GB free. Make room and try again.</source>
        <translation>需要 {needed} GB，磁盘仅剩 {free} GB。请腾出空间后重试。</translation>
    </message>
    <message>
        <source>{file} arrives damaged: its checksum is wrong. Try again later, or another address.</source>
        <translation>{file} 下载后已损坏：校验和不符。请稍后再试，或换一个地址。</translation>
    </message>
    <message>
        <source>The model “{name}” comes with Heed and stays. Another can be taken by default.</source>
        <translation>模型“{name}”随 Heed 提供，不能更改。可将其他模型设为默认。</translation>
    </message>
</context>
<context>
    <name>jobs</name>
    <message>
        <source>Waiting for its turn</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Asking what there is</source>
        <translation>正在查询文件</translation>
    </message>
    <message>
        <source>Getting it ready</source>
        <translation>正在准备模型</translation>
    </message>
    <message>
        <source>Converting</source>
        <translation>正在转换</translation>
    </message>
    <message>
        <source>Measuring its speed</source>
        <translation>正在测速</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{size} a second</source>
        <translation>每秒 {size}</translation>
    </message>
    <message>
        <source>Something went wrong in the program.</source>
        <translation>程序出现错误。</translation>
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
    <message>
        <source>Bulgarian</source>
        <translation>保加利亚语</translation>
    </message>
    <message>
        <source>Bengali</source>
        <translation>孟加拉语</translation>
    </message>
    <message>
        <source>Catalan</source>
        <translation>加泰罗尼亚语</translation>
    </message>
    <message>
        <source>Czech</source>
        <translation>捷克语</translation>
    </message>
    <message>
        <source>Danish</source>
        <translation>丹麦语</translation>
    </message>
    <message>
        <source>Greek</source>
        <translation>希腊语</translation>
    </message>
    <message>
        <source>Persian</source>
        <translation>波斯语</translation>
    </message>
    <message>
        <source>Finnish</source>
        <translation>芬兰语</translation>
    </message>
    <message>
        <source>Gujarati</source>
        <translation>古吉拉特语</translation>
    </message>
    <message>
        <source>Hausa</source>
        <translation>豪萨语</translation>
    </message>
    <message>
        <source>Hebrew</source>
        <translation>希伯来语</translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation>印地语</translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation>匈牙利语</translation>
    </message>
    <message>
        <source>Indonesian</source>
        <translation>印尼语</translation>
    </message>
    <message>
        <source>Javanese</source>
        <translation>爪哇语</translation>
    </message>
    <message>
        <source>Kannada</source>
        <translation>卡纳达语</translation>
    </message>
    <message>
        <source>Malayalam</source>
        <translation>马拉雅拉姆语</translation>
    </message>
    <message>
        <source>Marathi</source>
        <translation>马拉地语</translation>
    </message>
    <message>
        <source>Norwegian</source>
        <translation>挪威语</translation>
    </message>
    <message>
        <source>Punjabi</source>
        <translation>旁遮普语</translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation>罗马尼亚语</translation>
    </message>
    <message>
        <source>Swedish</source>
        <translation>瑞典语</translation>
    </message>
    <message>
        <source>Swahili</source>
        <translation>斯瓦希里语</translation>
    </message>
    <message>
        <source>Tamil</source>
        <translation>泰米尔语</translation>
    </message>
    <message>
        <source>Telugu</source>
        <translation>泰卢固语</translation>
    </message>
    <message>
        <source>Thai</source>
        <translation>泰语</translation>
    </message>
    <message>
        <source>Tagalog</source>
        <translation>他加禄语</translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation>土耳其语</translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation>乌克兰语</translation>
    </message>
    <message>
        <source>Urdu</source>
        <translation>乌尔都语</translation>
    </message>
    <message>
        <source>Vietnamese</source>
        <translation>越南语</translation>
    </message>
</context>
<context>
    <name>models</name>
    <message>
        <source>Translation</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>Summaries</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Language model</source>
        <translation>语言模型</translation>
    </message>
    <message>
        <source>{n} million parameters</source>
        <translation>{n} 百万参数</translation>
    </message>
    <message>
        <source>{n} s left</source>
        <translation>还需 {n} 秒</translation>
    </message>
    <message>
        <source>{n} min left</source>
        <translation>还需 {n} 分钟</translation>
    </message>
    <message>
        <source>{n} h left</source>
        <translation>还需 {n} 小时</translation>
    </message>
    <message>
        <source>{languages}, each into each other</source>
        <translation>{languages}，可互译</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>{list} and {n} more</source>
        <translation>{list} 等，另有 {n} 种</translation>
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
        <source>Conversation</source>
        <translation>对话</translation>
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
    <message>
        <source>Suits the model</source>
        <translation>适合该模型</translation>
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
    <name>scripts</name>
    <message>
        <source>Arabic</source>
        <translation>阿拉伯文</translation>
    </message>
    <message>
        <source>Armenian</source>
        <translation>亚美尼亚文</translation>
    </message>
    <message>
        <source>Bengali</source>
        <translation>孟加拉文</translation>
    </message>
    <message>
        <source>Chinese characters</source>
        <translation>汉字</translation>
    </message>
    <message>
        <source>Cyrillic</source>
        <translation>西里尔字母</translation>
    </message>
    <message>
        <source>Devanagari</source>
        <translation>天城文</translation>
    </message>
    <message>
        <source>Ethiopic</source>
        <translation>吉兹文</translation>
    </message>
    <message>
        <source>Georgian</source>
        <translation>格鲁吉亚文</translation>
    </message>
    <message>
        <source>Greek</source>
        <translation>希腊字母</translation>
    </message>
    <message>
        <source>Gujarati</source>
        <translation>古吉拉特文</translation>
    </message>
    <message>
        <source>Gurmukhi</source>
        <translation>古木基文</translation>
    </message>
    <message>
        <source>Korean letters</source>
        <translation>谚文</translation>
    </message>
    <message>
        <source>Hebrew</source>
        <translation>希伯来文</translation>
    </message>
    <message>
        <source>Japanese hiragana</source>
        <translation>平假名</translation>
    </message>
    <message>
        <source>Kannada</source>
        <translation>卡纳达文</translation>
    </message>
    <message>
        <source>Japanese katakana</source>
        <translation>片假名</translation>
    </message>
    <message>
        <source>Khmer</source>
        <translation>高棉文</translation>
    </message>
    <message>
        <source>Lao</source>
        <translation>老挝文</translation>
    </message>
    <message>
        <source>Malayalam</source>
        <translation>马拉雅拉姆文</translation>
    </message>
    <message>
        <source>Burmese</source>
        <translation>缅甸文</translation>
    </message>
    <message>
        <source>Odia</source>
        <translation>奥里亚文</translation>
    </message>
    <message>
        <source>Sinhala</source>
        <translation>僧伽罗文</translation>
    </message>
    <message>
        <source>Tamil</source>
        <translation>泰米尔文</translation>
    </message>
    <message>
        <source>Telugu</source>
        <translation>泰卢固文</translation>
    </message>
    <message>
        <source>Thai</source>
        <translation>泰文</translation>
    </message>
    <message>
        <source>Tibetan</source>
        <translation>藏文</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>This model does not read {scripts}. A sentence in it stays as it is.</source>
        <translation>此模型读不懂{scripts}。用它写的句子保持原样。</translation>
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
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Exact (32 bits)</source>
        <translation>精确（32 位）</translation>
    </message>
    <message>
        <source>Fast (16 bits)</source>
        <translation>较快（16 位）</translation>
    </message>
    <message>
        <source>Fastest (8 bits)</source>
        <translation>最快（8 位）</translation>
    </message>
    <message>
        <source>On a processor. Fast nearly always writes what Exact writes, sooner; Fastest mostly.</source>
        <translation>用处理器时：“较快”几乎总与“精确”写出同样的文字，但更快；“最快”大多如此。</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>When I ask for a model</source>
        <translation>仅在我请求模型时</translation>
    </message>
    <message>
        <source>Never: stay offline</source>
        <translation>从不：保持离线</translation>
    </message>
    <message>
        <source>Nothing else in Heed uses the network.</source>
        <translation>Heed 的其他功能不使用网络。</translation>
    </message>
    <message>
        <source>Models come from</source>
        <translation>模型来源</translation>
    </message>
    <message>
        <source>The address of the Hugging Face hub, or of a mirror of it.</source>
        <translation>Hugging Face 或其镜像的地址。</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Such as http://127.0.0.1:3128; empty: as the system says.</source>
        <translation>如 http://127.0.0.1:3128；留空则按系统设置。</translation>
    </message>
</context>
<context>
    <name>sides</name>
    <message>
        <source>Source</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>译文</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
</context>
</TS>
