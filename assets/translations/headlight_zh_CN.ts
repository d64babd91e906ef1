<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>QObject</name>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
</context>
<context>
    <name>headlight::app::Application</name>
    <message>
        <source>Headlight</source>
        <translation>Headlight</translation>
    </message>
    <message>
        <source>That did not work: %1
Your text is kept.</source>
        <translation>出错了：%1
你的文本还在。</translation>
    </message>
</context>
<context>
    <name>headlight::ui</name>
    <message>
        <source>mean entropy in bits</source>
        <translation>平均熵（比特）</translation>
    </message>
    <message>
        <source>mean distance in pixels</source>
        <translation>平均距离（像素）</translation>
    </message>
    <message>
        <source>mean distance in tokens</source>
        <translation>平均距离（词元）</translation>
    </message>
    <message>
        <source>mass on [CLS]</source>
        <translation>[CLS] 的权重</translation>
    </message>
    <message>
        <source>the first token</source>
        <translation>第一个词元</translation>
    </message>
    <message>
        <source>previous</source>
        <translation>前一个</translation>
    </message>
    <message>
        <source>next</source>
        <translation>后一个</translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>induction</source>
        <translation>归纳</translation>
    </message>
    <message>
        <source>first</source>
        <translation>首个</translation>
    </message>
    <message>
        <source>itself</source>
        <translation>自身</translation>
    </message>
    <message>
        <source>nearby</source>
        <translation>邻近</translation>
    </message>
    <message>
        <source>aligned</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>broad</source>
        <translation>分散</translation>
    </message>
    <message>
        <source>looks at the token before</source>
        <translation>看前一个词元</translation>
    </message>
    <message>
        <source>looks at the token after</source>
        <translation>看后一个词元</translation>
    </message>
    <message>
        <source>looks at the same token elsewhere</source>
        <translation>看别处相同的词元</translation>
    </message>
    <message>
        <source>looks at what came after the same token before</source>
        <translation>看上次相同词元后面的词元</translation>
    </message>
    <message>
        <source>rests on %1</source>
        <translation>停在%1上</translation>
    </message>
    <message>
        <source>each patch looks at itself</source>
        <translation>每个图块看自己</translation>
    </message>
    <message>
        <source>each token looks at itself</source>
        <translation>每个词元看自己</translation>
    </message>
    <message>
        <source>looks at the patches around</source>
        <translation>看周围的图块</translation>
    </message>
    <message>
        <source>looks at most two tokens away</source>
        <translation>最远看两个词元</translation>
    </message>
    <message>
        <source>goes along the source</source>
        <translation>沿着源文本走</translation>
    </message>
    <message>
        <source>spreads evenly</source>
        <translation>均匀分散</translation>
    </message>
    <message>
        <source>%1: %2 (%3 rows)</source>
        <translation>%1：%2（%3 行）</translation>
    </message>
    <message>
        <source>max/10⁴</source>
        <translation>最大/10⁴</translation>
    </message>
    <message>
        <source>row’s max</source>
        <translation>行内最大</translation>
    </message>
    <message>
        <source>≥ its 99 %</source>
        <translation>≥ 各自的 99 %</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>after − before</source>
        <translation>之后 − 之前</translation>
    </message>
    <message>
        <source>no difference in this head</source>
        <translation>这个头没有差异</translation>
    </message>
    <message>
        <source>each row its own range</source>
        <translation>每行各自的范围</translation>
    </message>
    <message>
        <source>99 % of the weights lie below</source>
        <translation>99 % 的权重低于此值</translation>
    </message>
    <message>
        <source>shared range</source>
        <translation>共用范围</translation>
    </message>
    <message>
        <source>own range per head</source>
        <translation>每个头各自的范围</translation>
    </message>
    <message>
        <source>own range</source>
        <translation>各自的范围</translation>
    </message>
    <message>
        <source>, log</source>
        <translation>，对数</translation>
    </message>
    <message>
        <source>The owl told Tom a joke. The owl told Tom</source>
        <translation>The owl told Tom a joke. The owl told Tom</translation>
    </message>
    <message>
        <source>Once upon a time there was a fox who could not sleep.</source>
        <translation>Once upon a time there was a fox who could not sleep.</translation>
    </message>
    <message>
        <source>The cat drank the milk because it was</source>
        <translation>The cat drank the milk because it was</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>Tokens: from chip to chip · Lens: from head to head, from cell to cell · Pipeline: from layer to layer</source>
        <translation>词元：逐个移动 · 镜头：逐头、逐格移动 · 流程：逐层移动</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>回车</translation>
    </message>
    <message>
        <source>Tokens: replace · Predictions: append · All heads: open in Matrix</source>
        <translation>词元：替换 · 预测：追加 · 全部头：在矩阵中打开</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Tokens, what-ifs: take one out</source>
        <translation>词元、假如：移除一个</translation>
    </message>
    <message>
        <source>X, P</source>
        <translation>X, P</translation>
    </message>
    <message>
        <source>Lens: switch the head off, or on again · pin it, or take the pin off</source>
        <translation>镜头：关掉这个头，或重新打开 · 固定，或取消固定</translation>
    </message>
    <message>
        <source>Arrows, Page Up, Page Down</source>
        <translation>方向键、Page Up、Page Down</translation>
    </message>
    <message>
        <source>Image: move the patch that asks · the layer above or below · Ctrl: layers and heads</source>
        <translation>图像：移动提问的图块 · 上一层或下一层 · Ctrl：换层和头</translation>
    </message>
    <message>
        <source>C, D</source>
        <translation>C, D</translation>
    </message>
    <message>
        <source>Matrix: cut the edge under the crosshair · show the difference that the what-ifs make</source>
        <translation>矩阵：切断十字线处的边 · 显示假如带来的差异</translation>
    </message>
    <message>
        <source>K</source>
        <translation>K</translation>
    </message>
    <message>
        <source>Arcs: keep the lines of this head beside those of the next</source>
        <translation>弧线：保留这个头的线，与下一个头并排</translation>
    </message>
    <message>
        <source>Return, Ctrl+Return</source>
        <translation>回车、Ctrl+回车</translation>
    </message>
    <message>
        <source>Matrix: lock the row under the crosshair · lock it beside the others</source>
        <translation>矩阵：锁定十字线所在的行 · 再锁定一行</translation>
    </message>
    <message>
        <source>M</source>
        <translation>M</translation>
    </message>
    <message>
        <source>Tokens: mask one</source>
        <translation>词元：遮住一个</translation>
    </message>
    <message>
        <source>B, E, F, U, N</source>
        <translation>B, E, F, U, N</translation>
    </message>
    <message>
        <source>Picture: brush, eraser, fill, blur, noise · [ and ]: a smaller or larger brush</source>
        <translation>图片：画笔、橡皮、填充、模糊、噪声 · [ 和 ]：画笔变小或变大</translation>
    </message>
    <message>
        <source>P, S, H, R, M, C</source>
        <translation>P, S, H, R, M, C</translation>
    </message>
    <message>
        <source>Picture: erase patches, swap two, shuffle, turn, mirror, crop · G: the patch grid</source>
        <translation>图片：擦除图块、交换、打乱、旋转、镜像、裁剪 · G：图块网格</translation>
    </message>
    <message>
        <source>Arrows, Return</source>
        <translation>方向键、回车</translation>
    </message>
    <message>
        <source>Picture: from patch to patch, use the tool there · Space and drag: move the picture</source>
        <translation>图片：逐个图块移动，在那里使用工具 · 空格加拖动：移动图片</translation>
    </message>
    <message>
        <source>Escape</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Leave the whole screen, stop opening a model, close a message</source>
        <translation>退出全屏、停止打开模型、关闭消息</translation>
    </message>
    <message>
        <source>Tab, Shift+Tab</source>
        <translation>Tab, Shift+Tab</translation>
    </message>
    <message>
        <source>On to the next place, back to the last one</source>
        <translation>到下一处，回上一处</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>键盘</translation>
    </message>
    <message>
        <source>F12 opens the inspector.</source>
        <translation>按 F12 打开检查器。</translation>
    </message>
    <message>
        <source>The inspector (F12) is not there: %1</source>
        <translation>检查器（F12）不可用：%1</translation>
    </message>
    <message>
        <source>About Headlight</source>
        <translation>关于 Headlight</translation>
    </message>
    <message>
        <source>Headlight %1, MIT licence.

It shows what a transformer attends to while you type. Every number in this window was computed by the loaded weights, with this program&apos;s own engine.

Computes on: %2
Processor: %3
Paints with: %4
%5

Window: Qt %6. Inspector: Dear ImGui.</source>
        <translation>Headlight %1，MIT 许可证。

它在你打字的同时显示 Transformer 在看什么。这个窗口里的每个数字都由加载的权重、用本程序自己的引擎算出。

计算：%2
处理器：%3
绘图：%4
%5

窗口：Qt %6。检查器：Dear ImGui。</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>About this model</source>
        <translation>关于此模型</translation>
    </message>
    <message>
        <source>%1

Family %2: %3 layers, %4 heads, width %5, %6 tokens in the vocabulary, at most %7 tokens of text.
%8 parameters, stored as %9.

Folder: %10
Computed on: %11
Tensors of the file that are not used: %12</source>
        <translation>%1

%2 系列：%3 层，%4 个头，宽度 %5，词表 %6 个词元，文本最长 %7 个词元。
%8 个参数，以 %9 保存。

文件夹：%10
计算设备：%11
文件中没有用到的张量：%12</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Reading attention with care</source>
        <translation>谨慎解读注意力</translation>
    </message>
    <message>
        <source>A what-if was dropped: this model has no such place.</source>
        <translation>丢弃了一条假如：这个模型没有那样的位置。</translation>
    </message>
    <message>
        <source>%1 what-ifs were dropped: this model has no such places.</source>
        <translation>丢弃了 %1 条假如：这个模型没有那些位置。</translation>
    </message>
    <message>
        <source>everything in the file is used</source>
        <translation>文件中的内容全部用到</translation>
    </message>
    <message>
        <source> and %1 more</source>
        <translation>，另有 %1 个</translation>
    </message>
    <message>
        <source>%1 layers × %2 heads × width %3</source>
        <translation>%1 层 × %2 个头 × 宽度 %3</translation>
    </message>
    <message>
        <source>, %1 key and value heads</source>
        <translation>，%1 个键值头</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>%1, %2 on the disk</source>
        <translation>%1，磁盘上占 %2</translation>
    </message>
    <message>
        <source>%1 for the weights as %2</source>
        <translation>%1 用于 %2 权重</translation>
    </message>
    <message>
        <source>, %1 for the attention at %2 tokens</source>
        <translation>，%1 用于 %2 个词元的注意力</translation>
    </message>
    <message>
        <source>, %1 for the attention of %2 rows</source>
        <translation>，%1 用于 %2 行的注意力</translation>
    </message>
    <message>
        <source>; %1 are free</source>
        <translation>；空闲 %1</translation>
    </message>
    <message>
        <source>The weights take more memory than is free: opening may fail, or slow this computer down. Weights kept as f16 or bf16 take half of f32.</source>
        <translation>权重所需内存超过空闲内存：可能打不开，或者拖慢这台电脑。以 f16 或 bf16 保存的权重只占 f32 的一半。</translation>
    </message>
    <message>
        <source>none: the text is token ids, numbers between spaces</source>
        <translation>无：文本就是词元编号，用空格隔开的数字</translation>
    </message>
    <message>
        <source>reads pictures and text</source>
        <translation>读图片和文本</translation>
    </message>
    <message>
        <source>reads pictures</source>
        <translation>读图片</translation>
    </message>
    <message>
        <source>reads two texts</source>
        <translation>读两段文本</translation>
    </message>
    <message>
        <source>reads text</source>
        <translation>读文本</translation>
    </message>
    <message>
        <source>attention alone</source>
        <translation>只有注意力</translation>
    </message>
    <message>
        <source>writes the second</source>
        <translation>写出第二段</translation>
    </message>
    <message>
        <source>writes on</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>fills in what is masked</source>
        <translation>填补被遮住的词元</translation>
    </message>
    <message>
        <source>says a number</source>
        <translation>给出一个数</translation>
    </message>
    <message>
        <source>%1 classes</source>
        <translation>%1 个类别</translation>
    </message>
    <message>
        <source>%1 labels for each token</source>
        <translation>每个词元 %1 种标签</translation>
    </message>
    <message>
        <source>finds answers</source>
        <translation>寻找答案</translation>
    </message>
    <message>
        <source>1 head</source>
        <translation>1 个头</translation>
    </message>
    <message>
        <source>%1 heads</source>
        <translation>%1 个头</translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 层</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 层</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>%1 layers × %2</source>
        <translation>%1 层 × %2</translation>
    </message>
    <message>
        <source>row %1, col %2</source>
        <translation>第 %1 行，第 %2 列</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>weight %1</source>
        <translation>权重 %1</translation>
    </message>
    <message>
        <source>weight %1 on its %2 places together</source>
        <translation>在它的 %2 个位置上合计权重 %1</translation>
    </message>
    <message>
        <source>In head L%1H%2 the last “%3” looks back to %4, which came after “%3” before: %5.</source>
        <translation>在头 L%1H%2 中，最后的“%3”回头看 %4，也就是上次“%3”后面的词元：%5。</translation>
    </message>
    <message>
        <source>In head L%1H%2 each token looks at the one before it: weight %3 on average.</source>
        <translation>在头 L%1H%2 中，每个词元看前一个词元：平均权重 %3。</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>who looks at</source>
        <translation>谁在看</translation>
    </message>
    <message>
        <source>where it looks:</source>
        <translation>看向哪里：</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>output %1</source>
        <translation>输出 %1</translation>
    </message>
    <message>
        <source>layer’s attention %1</source>
        <translation>层的注意力 %1</translation>
    </message>
    <message>
        <source>temperature %1</source>
        <translation>温度 %1</translation>
    </message>
    <message>
        <source>relative bias %1</source>
        <translation>相对位置偏置 %1</translation>
    </message>
    <message>
        <source>%1 cut</source>
        <translation>切断 %1 条边</translation>
    </message>
    <message>
        <source>%1 masked</source>
        <translation>遮住 %1 个</translation>
    </message>
    <message>
        <source> in the what-if</source>
        <translation>（假如）</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>源文本</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标文本</translation>
    </message>
    <message>
        <source>There is no Vulkan device.</source>
        <translation>没有 Vulkan 设备。</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Predicts</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>规模</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>Longest text</source>
        <translation>最长文本</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation>保存格式</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>This build has no Vulkan (HEADLIGHT_VULKAN is off).</source>
        <translation>这个版本不含 Vulkan（HEADLIGHT_VULKAN 已关闭）。</translation>
    </message>
    <message>
        <source>encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>L%1 attention</source>
        <translation>L%1 注意力</translation>
    </message>
    <message>
        <source>cut %1 → %2, %3</source>
        <translation>切断 %1 → %2，%3</translation>
    </message>
    <message>
        <source>hide %1</source>
        <translation>隐藏 %1</translation>
    </message>
    <message>
        <source>mask %1</source>
        <translation>遮住 %1</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>temperature, L%1</source>
        <translation>温度，L%1</translation>
    </message>
    <message>
        <source>relative bias</source>
        <translation>相对位置偏置</translation>
    </message>
    <message>
        <source>relative bias, L%1</source>
        <translation>相对位置偏置，L%1</translation>
    </message>
    <message>
        <source>CPU · 1 thread</source>
        <translation>CPU · 1 个线程</translation>
    </message>
    <message>
        <source>CPU · %1 threads</source>
        <translation>CPU · %1 个线程</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>处处</translation>
    </message>
    <message>
        <source>the processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Compare: keep what is shown as A</source>
        <translation>对比：把当前显示的留作 A</translation>
    </message>
    <message>
        <source>Ctrl+Shift+click</source>
        <translation>Ctrl+Shift+点击</translation>
    </message>
    <message>
        <source>Presenter’s pointer: leave a mark, or take it away · Escape: take all away</source>
        <translation>演示指针：留下记号，或去掉它 · Esc：全部去掉</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>While a word is explained under the pointer: its page, with the numbers on screen</source>
        <translation>鼠标处正在解释术语时：打开它的页面，带屏幕上的数值</translation>
    </message>
    <message>
        <source>Attention is not explanation. A weight says how much of a value is mixed in, not how much it matters for the prediction: the value may be small, or later layers may undo it (Jain and Wallace 2019, arXiv:1902.10186).

Sinks. Many heads rest on the first token when they have nothing to do; large weights all down the first column are mostly that, not a meaning (Xiao et al. 2023, arXiv:2309.17453).

Ranges. With a range per row every row uses its whole colour map: it shows where a token looks, not how strongly, and a row that looks nowhere in particular has the colour of large weights all over. Own ranges do the same to whole heads. Shared makes heads comparable. The number under the pointer is always the weight itself.</source>
        <translation>注意力不等于解释。权重说明一个值混入了多少，而不是它对预测有多重要：值本身可能很小，后面的层也可能把它抵消（Jain 和 Wallace，2019，arXiv:1902.10186）。

注意力汇。许多头没事可做时就停在第一个词元上；第一列从上到下权重都大，多半是这个原因，没有含义（Xiao 等，2023，arXiv:2309.17453）。

范围。按行取范围时，每一行都用满整个色图：看得出词元看向哪里，看不出强弱；没有特别看哪里的行会整行都是大权重的颜色。各自的范围对整个头也是如此。共用范围让各个头可以比较。鼠标处显示的数字始终是权重本身。</translation>
    </message>
    <message>
        <source>%1 → L%2 %3, %4</source>
        <translation>%1 → L%2 %3，%4</translation>
    </message>
</context>
<context>
    <name>headlight::ui::AllHeadsOptionsRow</name>
    <message>
        <source>Mean entropy, bits</source>
        <translation>平均熵（比特）</translation>
    </message>
    <message>
        <source>Mean distance, pixels</source>
        <translation>平均距离（像素）</translation>
    </message>
    <message>
        <source>Mean distance, tokens</source>
        <translation>平均距离（词元）</translation>
    </message>
    <message>
        <source>Patterns</source>
        <translation>注意力模式</translation>
    </message>
    <message>
        <source>On the picture</source>
        <translation>叠加在图片上</translation>
    </message>
    <message>
        <source>What each head shows</source>
        <translation>每个头显示什么</translation>
    </message>
    <message>
        <source>Patterns: each patch’s row of weights. On the picture: what the query of the Image view looks at, head by head</source>
        <translation>注意力模式：每个图块的一行权重；叠加在图片上：图像视图中的查询在每个头里看向哪里</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Sort the heads</source>
        <translation>给头排序</translation>
    </message>
    <message>
        <source>Layer, head</source>
        <translation>按层和头</translation>
    </message>
    <message>
        <source>By the figure</source>
        <translation>按数值</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Number under each head</source>
        <translation>每个头下面的数值</translation>
    </message>
    <message>
        <source>Which heads are shown</source>
        <translation>显示哪些头</translation>
    </message>
    <message>
        <source>Frame each head in the colour of its number</source>
        <translation>按数值给每个头的边框上色</translation>
    </message>
    <message>
        <source>Frame each head in the colour of the number under it</source>
        <translation>按头下面的数值给每个头的边框上色</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>All heads</source>
        <translation>全部头</translation>
    </message>
    <message>
        <source>That say what they do</source>
        <translation>有明确行为的</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>已固定的</translation>
    </message>
    <message>
        <source>From 0.3</source>
        <translation>0.3 以上</translation>
    </message>
    <message>
        <source>From 0.5</source>
        <translation>0.5 以上</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Colour 0 to %1</source>
        <translation>颜色从 0 到 %1</translation>
    </message>
</context>
<context>
    <name>headlight::ui::AllHeadsView</name>
    <message>
        <source>All heads</source>
        <translation>全部头</translation>
    </message>
    <message>
        <source>&amp;All heads</source>
        <translation>全部头(&amp;A)</translation>
    </message>
    <message>
        <source>Every head of every layer</source>
        <translation>每一层的每一个头</translation>
    </message>
    <message>
        <source>Attention, all heads</source>
        <translation>注意力，全部头</translation>
    </message>
    <message>
        <source>No head is pinned</source>
        <translation>没有固定任何头</translation>
    </message>
    <message>
        <source>Nothing can be said of any head</source>
        <translation>没有行为明确的头</translation>
    </message>
    <message>
        <source>No head reaches that share</source>
        <translation>没有头达到这个比例</translation>
    </message>
    <message>
        <source>P pins the head under the pointer, or the chosen one; so does its pin.</source>
        <translation>按 P 固定鼠标处的头或所选的头；点它的图钉也可以。</translation>
    </message>
    <message>
        <source>A head is said to do something from half of its weight on, in a text that is long enough to show it.</source>
        <translation>文本长到足以看出某种行为，并且一个头至少一半的权重符合它，才说这个头在做什么。</translation>
    </message>
    <message>
        <source>On this text the number that is shown is smaller in every head.</source>
        <translation>在这段文本上，每个头的这项数值都更小。</translation>
    </message>
    <message>
        <source>“All heads” in the row above brings the others back.</source>
        <translation>上面一行里的“全部头”可以让其他头重新出现。</translation>
    </message>
    <message>
        <source>every head of %1, </source>
        <translation>%1的每个头，</translation>
    </message>
    <message>
        <source>every head, </source>
        <translation>每个头，</translation>
    </message>
    <message>
        <source>%1 below each</source>
        <translation>下面是%1</translation>
    </message>
    <message>
        <source>, frames by it from 0 to %1</source>
        <translation>，边框按它从 0 到 %1 上色</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head %1</source>
        <translation>头 %1</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Answer</name>
    <message>
        <source>Answer in the text</source>
        <translation>文本中的答案</translation>
    </message>
    <message>
        <source>In the second text</source>
        <translation>在第二段文本中</translation>
    </message>
    <message>
        <source>Stretches of the text: start × end, each likely among all tokens, the question’s own too. Write what it is about as the second text.</source>
        <translation>文本中的片段：起点 × 终点，各自的概率在所有词元上计算，包括问题自己的词元。把问题所问的材料写成第二段文本。</translation>
    </message>
    <message>
        <source>Stretches of the second text: start × end, each likely among its tokens and the first, which is no answer: %1.</source>
        <translation>第二段文本中的片段：起点 × 终点，各自的概率在它的词元和第一个词元上计算；第一个词元表示没有答案：%1。</translation>
    </message>
    <message>
        <source>Nothing computed yet.</source>
        <translation>还没有计算。</translation>
    </message>
    <message>
        <source>tokens %1 to %2</source>
        <translation>词元 %1 到 %2</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ArcsOptionsRow</name>
    <message>
        <source>Keep the top</source>
        <translation>保留前</translation>
    </message>
    <message>
        <source>Difference that the what-ifs make</source>
        <translation>假如带来的差异</translation>
    </message>
    <message>
        <source>After the what-ifs minus before, of the chosen head (D)</source>
        <translation>所选的头在假如之后减去之前（D）</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Lines for the top %1 percent of each query’s weight</source>
        <translation>每个查询只画最大的几条线，合计占权重的百分之 %1</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ArcsParts</name>
    <message>
        <source>Not computed</source>
        <translation>未计算</translation>
    </message>
    <message>
        <source>masked: a later token</source>
        <translation>掩码：后面的词元</translation>
    </message>
    <message>
        <source>weight of this line</source>
        <translation>这条线的权重</translation>
    </message>
    <message>
        <source>head %1</source>
        <translation>头 %1</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>%1 more, together</source>
        <translation>另外 %1 个，合计</translation>
    </message>
    <message>
        <source>looks at</source>
        <translation>看向</translation>
    </message>
    <message>
        <source>is looked at by</source>
        <translation>谁在看它</translation>
    </message>
    <message>
        <source>sees itself alone</source>
        <translation>只看得到自己</translation>
    </message>
    <message>
        <source>looks at nothing</source>
        <translation>什么也不看</translation>
    </message>
    <message>
        <source>nobody looks at it</source>
        <translation>没有谁看它</translation>
    </message>
    <message>
        <source>from before the last edit</source>
        <translation>上次编辑之前的结果</translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>%1, after − before</source>
        <translation>%1，之后 − 之前</translation>
    </message>
    <message>
        <source>layer %1, mean of %2 heads</source>
        <translation>第 %1 层，%2 个头的平均</translation>
    </message>
    <message>
        <source>layer %1, head %2</source>
        <translation>第 %1 层，头 %2</translation>
    </message>
    <message>
        <source>patch</source>
        <translation>图块</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>query: the %1 that looks</source>
        <translation>查询：在看的%1</translation>
    </message>
    <message>
        <source>key: the %1 looked at</source>
        <translation>键：被看的%1</translation>
    </message>
    <message>
        <source>query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>of 0 to %1</source>
        <translation>0 到 %1</translation>
    </message>
    <message>
        <source>Head %1</source>
        <translation>头 %1</translation>
    </message>
    <message>
        <source>after − before</source>
        <translation>之后 − 之前</translation>
    </message>
    <message>
        <source>orange: more</source>
        <translation>橙色：更多</translation>
    </message>
    <message>
        <source>blue: less</source>
        <translation>蓝色：更少</translation>
    </message>
    <message>
        <source>Cross-attention often follows word order, but it is not a word-by-word dictionary.</source>
        <translation>交叉注意力往往跟着语序走，但它不是逐词对照的词典。</translation>
    </message>
    <message>
        <source>Attention is not an explanation.</source>
        <translation>注意力不等于解释。</translation>
    </message>
    <message>
        <source>%1 of head %2’s weight rests on %3: a sink more than a meaning. %4</source>
        <translation>头 %2 有 %1 的权重停在 %3 上：更像注意力汇，而不是含义。%4</translation>
    </message>
    <message>
        <source>rows %1 to %2 of %3: the wheel goes on, 0 shows all</source>
        <translation>第 %1 到 %2 行，共 %3 行：滚轮继续，按 0 显示全部</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ArcsView</name>
    <message>
        <source>Arcs</source>
        <translation>弧线</translation>
    </message>
    <message>
        <source>A&amp;rcs</source>
        <translation>弧线(&amp;R)</translation>
    </message>
    <message>
        <source>Two columns of tokens, joined by what looks at what</source>
        <translation>两列词元，谁看谁就连一条线</translation>
    </message>
    <message>
        <source>weight; the top %1 % of each query</source>
        <translation>权重；每个查询的前 %1 %</translation>
    </message>
    <message>
        <source>weight; every key</source>
        <translation>权重；每个键</translation>
    </message>
    <message>
        <source>Attention as arcs, layer %1, head %2</source>
        <translation>注意力弧线图，第 %1 层，头 %2</translation>
    </message>
</context>
<context>
    <name>headlight::ui::AttentionChooser</name>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Which attention is shown: of a stack to itself, or of the decoder to the encoder</source>
        <translation>显示哪一种注意力：自注意力，或解码器对编码器的注意力</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Autosave</name>
    <message>
        <source>Your work is not being kept: %1 windows keep theirs already</source>
        <translation>你的工作没有自动保存：已有 %1 个窗口在保存</translation>
    </message>
    <message>
        <source>Your work is not being kept: %1 cannot be written</source>
        <translation>你的工作没有自动保存：无法写入 %1</translation>
    </message>
    <message>
        <source>Your work is not being kept: %1: %2</source>
        <translation>你的工作没有自动保存：%1：%2</translation>
    </message>
</context>
<context>
    <name>headlight::ui::BeamTreePanel</name>
    <message>
        <source>Beams: all that the search has weighed</source>
        <translation>束搜索：权衡过的全部候选</translation>
    </message>
    <message>
        <source>best: %1</source>
        <translation>最佳：%1</translation>
    </message>
    <message>
        <source>No beam search: ask for 2 beams or more beside the target, while it is live.</source>
        <translation>没有束搜索：在实时状态下，把目标文本旁的束宽设为 2 或更大。</translation>
    </message>
    <message>
        <source>Log-probability up to each token. Filled: what is said; outlined: kept; dashed: dropped; numbered: ended, the best first.</source>
        <translation>到每个词元为止的对数概率。实心：说出的；空心：保留的；虚线：丢弃的；带编号：已结束的，最好的在前。</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>kept: a beam goes on from here</source>
        <translation>保留：一条束从这里继续</translation>
    </message>
    <message>
        <source>ended, among the best</source>
        <translation>已结束，属于最好的几条</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>已丢弃</translation>
    </message>
    <message>
        <source>%1
log-probability %2
%3</source>
        <translation>%1
对数概率 %2
%3</translation>
    </message>
    <message>
        <source>
place %1 of those that ended, score %2 (log-probability / tokens^length penalty)</source>
        <translation>
在已结束的束中排第 %1，分数 %2（对数概率 / 词元数^长度惩罚）</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Colormap</name>
    <message>
        <source>diverging</source>
        <translation>发散</translation>
    </message>
    <message>
        <source>%1 in steps, dark is much</source>
        <translation>%1，分级，深色为大</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ColourRow</name>
    <message>
        <source>Colour of the brush</source>
        <translation>画笔颜色</translation>
    </message>
    <message>
        <source>black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>white</source>
        <translation>白色</translation>
    </message>
    <message>
        <source>brown</source>
        <translation>棕色</translation>
    </message>
    <message>
        <source>sand</source>
        <translation>沙色</translation>
    </message>
    <message>
        <source>green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>a colour of your own</source>
        <translation>自选颜色</translation>
    </message>
    <message>
        <source>A colour of your own</source>
        <translation>自选颜色</translation>
    </message>
</context>
<context>
    <name>headlight::ui::CompareActions</name>
    <message>
        <source>there is nothing to keep yet</source>
        <translation>还没有可保留的内容</translation>
    </message>
    <message>
        <source>what was kept as A was of another model or device</source>
        <translation>留作 A 的内容属于另一个模型或设备</translation>
    </message>
    <message>
        <source>kept as A</source>
        <translation>已留作 A</translation>
    </message>
    <message>
        <source>the picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Stop patching</source>
        <translation>停止激活替换</translation>
    </message>
</context>
<context>
    <name>headlight::ui::CompareOptionsRow</name>
    <message>
        <source>What is compared</source>
        <translation>对比什么</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>What-ifs</source>
        <translation>假如</translation>
    </message>
    <message>
        <source>Two heads</source>
        <translation>两个头</translation>
    </message>
    <message>
        <source>What was kept as A, and now</source>
        <translation>留作 A 的和现在的</translation>
    </message>
    <message>
        <source>Without the what-ifs, and with them</source>
        <translation>没有假如的和有假如的</translation>
    </message>
    <message>
        <source>Of one input</source>
        <translation>同一个输入的</translation>
    </message>
    <message>
        <source>Keep this as A</source>
        <translation>留作 A</translation>
    </message>
    <message>
        <source>What is on screen stays as A while you change the text (K)</source>
        <translation>你改动文本时，屏幕上现在的内容留作 A（K）</translation>
    </message>
    <message>
        <source>Patching</source>
        <translation>激活替换</translation>
    </message>
    <message>
        <source>Put one row of one layer of A into B, each in turn: what becomes of the answer?</source>
        <translation>把 A 某一层的某一行放进 B，逐一尝试：答案会怎样变？</translation>
    </message>
    <message>
        <source>The head beside it</source>
        <translation>并排的另一个头</translation>
    </message>
    <message>
        <source>What is patched</source>
        <translation>替换什么</translation>
    </message>
    <message>
        <source>What the colours say</source>
        <translation>颜色表示什么</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>恢复程度</translation>
    </message>
    <message>
        <source>Log-probability</source>
        <translation>对数概率</translation>
    </message>
    <message>
        <source>How much of the way from B to A the logit difference of the two answers comes back: 0 as in B, 1 as in A</source>
        <translation>两个答案的对数几率之差从 B 向 A 恢复了多少：0 同 B，1 同 A</translation>
    </message>
    <message>
        <source>ln p of A’s answer with the row of A, less that of B as it is</source>
        <translation>换上 A 的行之后 A 的答案的 ln p，减去 B 原样时的 ln p</translation>
    </message>
    <message>
        <source>Whose logit and probability are read</source>
        <translation>读哪一项的对数几率和概率</translation>
    </message>
    <message>
        <source>with L%1H%2</source>
        <translation>与 L%1H%2</translation>
    </message>
    <message>
        <source>What changes most</source>
        <translation>变化最大的</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>Keep as A</source>
        <translation>留作 A</translation>
    </message>
</context>
<context>
    <name>headlight::ui::CompareView</name>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>对比(&amp;C)</translation>
    </message>
    <message>
        <source>Two inputs, with and without the what-ifs, or two heads side by side, and patches from one into the other</source>
        <translation>并排对比两个输入、假如的有无，或两个头；还能用一边的激活替换另一边的</translation>
    </message>
    <message>
        <source>Stream into the block</source>
        <translation>进入块的残差流</translation>
    </message>
    <message>
        <source>Stream after attention</source>
        <translation>注意力之后的残差流</translation>
    </message>
    <message>
        <source>Stream out of the block</source>
        <translation>离开块的残差流</translation>
    </message>
    <message>
        <source>Out of the block, normed</source>
        <translation>块的输出，归一化后</translation>
    </message>
    <message>
        <source>Heads’ output z</source>
        <translation>各头的输出 z</translation>
    </message>
    <message>
        <source>Attention’s output</source>
        <translation>注意力的输出</translation>
    </message>
    <message>
        <source>MLP’s output</source>
        <translation>MLP 的输出</translation>
    </message>
    <message>
        <source>0 as B, 1 as A</source>
        <translation>0 同 B，1 同 A</translation>
    </message>
    <message>
        <source>change of ln p</source>
        <translation>ln p 的变化</translation>
    </message>
    <message>
        <source>Patches from the kept input into this one</source>
        <translation>用保留的输入的激活替换当前输入的</translation>
    </message>
    <message>
        <source>The kept input and this one, layer %1, head %2</source>
        <translation>保留的输入和当前输入，第 %1 层，头 %2</translation>
    </message>
    <message>
        <source>Without and with the what-ifs, layer %1, head %2</source>
        <translation>没有假如和有假如，第 %1 层，头 %2</translation>
    </message>
    <message>
        <source>Layer %1, head %2 beside layer %3, head %4</source>
        <translation>第 %1 层头 %2 与第 %3 层头 %4 并排</translation>
    </message>
    <message>
        <source>The map of patches is being computed</source>
        <translation>正在计算替换图</translation>
    </message>
    <message>
        <source>Most changes with layer %1 at row %2: %3</source>
        <translation>替换第 %1 层第 %2 行时变化最大：%3</translation>
    </message>
    <message>
        <source>The pattern of one of the two was not kept</source>
        <translation>其中一方的注意力模式没有保留</translation>
    </message>
    <message>
        <source>Nothing differs</source>
        <translation>没有差异</translation>
    </message>
    <message>
        <source>The largest difference of a weight is %1</source>
        <translation>权重的最大差异是 %1</translation>
    </message>
    <message>
        <source>activation patching · %1 of every layer</source>
        <translation>激活替换 · 每一层的 %1</translation>
    </message>
    <message>
        <source>L%1H%2</source>
        <translation>L%1H%2</translation>
    </message>
    <message>
        <source>A · %1</source>
        <translation>A · %1</translation>
    </message>
    <message>
        <source>B · %1</source>
        <translation>B · %1</translation>
    </message>
    <message>
        <source>B − A</source>
        <translation>B − A</translation>
    </message>
    <message>
        <source>A · kept: %1</source>
        <translation>A · 保留的：%1</translation>
    </message>
    <message>
        <source>B · now</source>
        <translation>B · 现在</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>A · before</source>
        <translation>A · 之前</translation>
    </message>
    <message>
        <source>B · after</source>
        <translation>B · 之后</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>from before the last edit</source>
        <translation>上次编辑之前的结果</translation>
    </message>
    <message>
        <source>a later token is never seen</source>
        <translation>看不到后面的词元</translation>
    </message>
    <message>
        <source>A has no such token</source>
        <translation>A 中没有这个词元</translation>
    </message>
    <message>
        <source>the same tokens in both</source>
        <translation>两边的词元相同</translation>
    </message>
    <message>
        <source>a token was replaced</source>
        <translation>有词元被换掉</translation>
    </message>
    <message>
        <source>%1 looks at %2</source>
        <translation>%1 看向 %2</translation>
    </message>
    <message>
        <source>nothing differs</source>
        <translation>没有差异</translation>
    </message>
    <message>
        <source>not in both</source>
        <translation>不是两边都有</translation>
    </message>
    <message>
        <source>What is said: A → B</source>
        <translation>说出什么：A → B</translation>
    </message>
    <message>
        <source>“%1” rather than “%2”, logit difference: A %3, B %4</source>
        <translation>“%1”而不是“%2”，对数几率之差：A %3，B %4</translation>
    </message>
    <message>
        <source>ln p of “%1”: A %2, B %3</source>
        <translation>“%1”的 ln p：A %2，B %3</translation>
    </message>
    <message>
        <source> · both say the same</source>
        <translation> · 两边说的一样</translation>
    </message>
    <message>
        <source> · %1 patches to come</source>
        <translation> · 还有 %1 次替换</translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>p of “%1”, B</source>
        <translation>“%1”的 p，B</translation>
    </message>
    <message>
        <source>with this row of A</source>
        <translation>换上 A 的这一行</translation>
    </message>
    <message>
        <source>logit difference</source>
        <translation>对数几率之差</translation>
    </message>
    <message>
        <source>of the way to A</source>
        <translation>向 A 恢复了多少</translation>
    </message>
    <message>
        <source>Layer %1, %2</source>
        <translation>第 %1 层，%2</translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation>还没有计算</translation>
    </message>
    <message>
        <source>click: patch this row in what is shown</source>
        <translation>点击：在当前显示的结果里替换这一行</translation>
    </message>
    <message>
        <source>The map of patches</source>
        <translation>替换图</translation>
    </message>
    <message>
        <source>Row after row of A is put into B, beside the edits …</source>
        <translation>在编辑的间隙，把 A 的各行逐一放进 B…</translation>
    </message>
    <message>
        <source>There is nothing to compare</source>
        <translation>没有可对比的内容</translation>
    </message>
    <message>
        <source>One of the two has no rows.</source>
        <translation>其中一方没有行。</translation>
    </message>
    <message>
        <source>Nothing is kept yet</source>
        <translation>还没有保留任何内容</translation>
    </message>
    <message>
        <source>“Keep this as A” (K) keeps what is on screen. Then change the text:</source>
        <translation>“留作 A”（K）保留屏幕上的内容。然后改动文本：</translation>
    </message>
    <message>
        <source>A stays as it is, and what you have now stands beside it as B.</source>
        <translation>A 保持不变，现在的内容作为 B 显示在旁边。</translation>
    </message>
    <message>
        <source>No what-if is on</source>
        <translation>没有启用任何假如</translation>
    </message>
    <message>
        <source>Switch a head off (X), mask a token or cut an edge:</source>
        <translation>关掉一个头（X）、遮住一个词元或切断一条边：</translation>
    </message>
    <message>
        <source>the same input without it stands here then as A.</source>
        <translation>没有它的同一输入就会作为 A 显示在这里。</translation>
    </message>
    <message>
        <source>What brings the answer back carries what differs here; of other inputs it proves nothing.</source>
        <translation>能让答案恢复的地方承载着这里的差异；对其他输入不证明什么。</translation>
    </message>
    <message>
        <source>Of these two inputs: it proves nothing of others.</source>
        <translation>只对这两个输入而言，对其他输入不证明什么。</translation>
    </message>
    <message>
        <source>Attention is not an explanation: that a pattern differs does not say that the answer hangs on it.</source>
        <translation>注意力不等于解释：注意力模式不同，不说明答案取决于它。</translation>
    </message>
    <message>
        <source>Attention is not an explanation.</source>
        <translation>注意力不等于解释。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Condition</name>
    <message>
        <source>“%1” is the likeliest (now “%2”)</source>
        <translation>最可能的是“%1”（现在是“%2”）</translation>
    </message>
    <message>
        <source>“%1” stands there</source>
        <translation>文本里有“%1”</translation>
    </message>
    <message>
        <source>“%1” does not stand there</source>
        <translation>文本里没有“%1”</translation>
    </message>
    <message>
        <source>%1 (now %2)</source>
        <translation>%1（现在 %2）</translation>
    </message>
</context>
<context>
    <name>headlight::ui::DataActions</name>
    <message>
        <source>there is no data yet</source>
        <translation>还没有数据</translation>
    </message>
    <message>
        <source>Save data</source>
        <translation>保存数据</translation>
    </message>
    <message>
        <source>Tables and arrays (*.csv *.npy *.npz)</source>
        <translation>表格和数组 (*.csv *.npy *.npz)</translation>
    </message>
    <message>
        <source>Arrays and tables (*.npz *.csv)</source>
        <translation>数组和表格 (*.npz *.csv)</translation>
    </message>
    <message>
        <source>computing what %1 needs</source>
        <translation>正在计算 %1 所需的内容</translation>
    </message>
    <message>
        <source>not saved: the memory for attention does not hold it (Model, Memory for attention)</source>
        <translation>没有保存：注意力内存放不下（模型 → 注意力内存）</translation>
    </message>
    <message>
        <source>saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>the matrix is on the clipboard, as a table</source>
        <translation>矩阵已作为表格复制到剪贴板</translation>
    </message>
    <message>
        <source>Copy the matrix as a table</source>
        <translation>把矩阵复制为表格</translation>
    </message>
    <message>
        <source>Save the matrix…</source>
        <translation>保存矩阵…</translation>
    </message>
    <message>
        <source>Save the head’s tensors…</source>
        <translation>保存这个头的张量…</translation>
    </message>
    <message>
        <source>not saved: not all of it was computed before F8 froze the picture</source>
        <translation>没有保存：按 F8 定格画面之前没有全部算完</translation>
    </message>
</context>
<context>
    <name>headlight::ui::DeviceCheck</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>
Checked on %1 tokens: %2 here, %3 on the CPU; logits differ by %4 at most</source>
        <translation>
用 %1 个词元核对过：这里 %2，CPU %3；对数几率最多相差 %4</translation>
    </message>
    <message>
        <source>the CPU is faster than %1 here</source>
        <translation>在这里 CPU 比 %1 更快</translation>
    </message>
    <message>
        <source>%1 computes wrong numbers.</source>
        <translation>%1 的计算结果有误。</translation>
    </message>
    <message>
        <source>On %1 tokens its logits differ from the CPU&apos;s by up to %2, where the largest is %3.</source>
        <translation>在 %1 个词元上，它的对数几率与 CPU 最多相差 %2，而最大的是 %3。</translation>
    </message>
    <message>
        <source>The CPU computes from now on. A newer driver may help.</source>
        <translation>从现在起由 CPU 计算。换新的驱动程序或许有用。</translation>
    </message>
    <message>
        <source>Choose the CPU as the device. A newer driver may help.</source>
        <translation>请选择 CPU 作为设备。换新的驱动程序或许有用。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::DockTitle</name>
    <message>
        <source>Float %1</source>
        <translation>浮动“%1”</translation>
    </message>
    <message>
        <source>Close %1 (View menu brings it back)</source>
        <translation>关闭“%1”（可从“视图”菜单重新打开）</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Document</name>
    <message>
        <source>what if %1</source>
        <translation>假如 %1</translation>
    </message>
    <message>
        <source>scaling %1</source>
        <translation>缩放 %1</translation>
    </message>
    <message>
        <source>unchecking %1</source>
        <translation>取消勾选 %1</translation>
    </message>
    <message>
        <source>taking out %1</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>clearing the what-ifs</source>
        <translation>清除假如</translation>
    </message>
    <message>
        <source>dropping what-ifs of another model</source>
        <translation>丢弃属于其他模型的假如</translation>
    </message>
</context>
<context>
    <name>headlight::ui::EarlierWork</name>
    <message>
        <source>Your work from %1 was kept.</source>
        <translation>%1 的工作已保留。</translation>
    </message>
    <message>
        <source>the picture “%1” as you left it</source>
        <translation>你编辑过的图片“%1”</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1和%2</translation>
    </message>
    <message>
        <source>Start fresh</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>What you do here is lost when the window closes.</source>
        <translation>窗口关闭后，你在这里做的一切都会丢失。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::EditedPicture</name>
    <message>
        <source>going back to the original</source>
        <translation>恢复原图</translation>
    </message>
    <message>
        <source>a stroke</source>
        <translation>一笔</translation>
    </message>
    <message>
        <source>erasing</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>blurring</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>filling</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>mirroring</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>turning</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>cropping</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>taking the crop back</source>
        <translation>取消裁剪</translation>
    </message>
</context>
<context>
    <name>headlight::ui::EmptyState</name>
    <message>
        <source>Open a text file</source>
        <translation>打开文本文件</translation>
    </message>
    <message>
        <source>Undo: bring the last text back</source>
        <translation>撤销：恢复上一段文本</translation>
    </message>
</context>
<context>
    <name>headlight::ui::EndBars</name>
    <message>
        <source>Where the answer begins and ends</source>
        <translation>答案从哪里开始，到哪里结束</translation>
    </message>
    <message>
        <source>likeliest answer: %1</source>
        <translation>最可能的答案：%1</translation>
    </message>
    <message>
        <source>Where it begins and ends</source>
        <translation>起点和终点</translation>
    </message>
    <message>
        <source>start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>end</source>
        <translation>终点</translation>
    </message>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>“%1”, token %2
the answer begins here: %3
it ends here: %4</source>
        <translation>“%1”，词元 %2
答案从这里开始：%3
答案到这里结束：%4</translation>
    </message>
</context>
<context>
    <name>headlight::ui::FigureActions</name>
    <message>
        <source>what if %1</source>
        <translation>假如 %1</translation>
    </message>
    <message>
        <source>there is no figure yet</source>
        <translation>还没有插图</translation>
    </message>
    <message>
        <source>Save the figure</source>
        <translation>保存插图</translation>
    </message>
    <message>
        <source>Figures (*.svg *.pdf *.png)</source>
        <translation>插图 (*.svg *.pdf *.png)</translation>
    </message>
    <message>
        <source>saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>the figure is on the clipboard</source>
        <translation>插图已复制到剪贴板</translation>
    </message>
</context>
<context>
    <name>headlight::ui::FigureDialog</name>
    <message>
        <source>SVG: lines and text, to be edited</source>
        <translation>SVG：线条和文字，可以再编辑</translation>
    </message>
    <message>
        <source>PDF: lines and text, for a paper</source>
        <translation>PDF：线条和文字，用于论文</translation>
    </message>
    <message>
        <source>PNG: pixels</source>
        <translation>PNG：像素</translation>
    </message>
    <message>
        <source>Save the figure</source>
        <translation>保存插图</translation>
    </message>
    <message>
        <source>What the figure will look like</source>
        <translation>插图的样子</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>One column, 85 mm</source>
        <translation>单栏，85 mm</translation>
    </message>
    <message>
        <source>Two columns, 174 mm</source>
        <translation>双栏，174 mm</translation>
    </message>
    <message>
        <source>Millimetres</source>
        <translation>毫米</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Width of the figure</source>
        <translation>插图宽度</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>White</source>
        <translation>白色</translation>
    </message>
    <message>
        <source>Transparent</source>
        <translation>透明</translation>
    </message>
    <message>
        <source>1 ×</source>
        <translation>1 ×</translation>
    </message>
    <message>
        <source>2 ×</source>
        <translation>2 ×</translation>
    </message>
    <message>
        <source>3 ×</source>
        <translation>3 ×</translation>
    </message>
    <message>
        <source>4 ×</source>
        <translation>4 ×</translation>
    </message>
    <message>
        <source>&amp;Caption: model, head, text, what-ifs</source>
        <translation>图注：模型、头、文本、假如(&amp;C)</translation>
    </message>
    <message>
        <source>Colour &amp;scale with its range</source>
        <translation>色标和它的范围(&amp;S)</translation>
    </message>
    <message>
        <source>What stands &amp;beside the main picture</source>
        <translation>主图旁边的内容(&amp;B)</translation>
    </message>
    <message>
        <source>Every token’s &amp;title</source>
        <translation>每个词元的标题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> mm</translation>
    </message>
    <message>
        <source>%1 × %2 mm, the smallest type %3 pt.</source>
        <translation>%1 × %2 mm，最小字号 %3 pt。</translation>
    </message>
    <message>
        <source>Papers ask for 6 pt: %1 mm of width would have it.</source>
        <translation>论文要求 6 pt：宽 %1 mm 即可。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::FileActions</name>
    <message>
        <source>it has %1 bytes, more than any model here takes</source>
        <translation>大小为 %1 字节，任何模型都读不了这么长</translation>
    </message>
    <message>
        <source>it is not UTF-8 text</source>
        <translation>不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>Open a model folder</source>
        <translation>打开模型文件夹</translation>
    </message>
    <message>
        <source>Open a weights file</source>
        <translation>打开权重文件</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.bin *.pt *.pth *.ckpt *.index.json);;All files (*)</source>
        <translation>权重 (*.safetensors *.bin *.pt *.pth *.ckpt *.index.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a text</source>
        <translation>打开文本</translation>
    </message>
    <message>
        <source>Text (*.txt *.md);;All files (*)</source>
        <translation>文本 (*.txt *.md);;所有文件 (*)</translation>
    </message>
    <message>
        <source>opening a text</source>
        <translation>打开文本</translation>
    </message>
    <message>
        <source>“%1” was not opened.</source>
        <translation>没有打开“%1”。</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1：%2。</translation>
    </message>
    <message>
        <source>Your text is unchanged.</source>
        <translation>你的文本没有改变。</translation>
    </message>
    <message>
        <source>Choose another file</source>
        <translation>换一个文件</translation>
    </message>
    <message>
        <source>This model looks at pictures; “%1” is a text.</source>
        <translation>这个模型看图片，而“%1”是文本。</translation>
    </message>
    <message>
        <source>Open a model that reads text first. Your picture is kept.</source>
        <translation>请先打开一个读文本的模型。你的图片还在。</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
</context>
<context>
    <name>headlight::ui::FirstStart</name>
    <message>
        <source>This is %1.</source>
        <translation>这是 %1。</translation>
    </message>
    <message>
        <source>This is %1, a small model inside this program.</source>
        <translation>这是 %1，本程序自带的一个小模型。</translation>
    </message>
    <message>
        <source>Type on the left and everything follows.</source>
        <translation>在左边打字，一切都会跟着变。</translation>
    </message>
    <message>
        <source>Draw on the picture on the left and everything follows.</source>
        <translation>在左边的图片上画，一切都会跟着变。</translation>
    </message>
    <message>
        <source>Show me around</source>
        <translation>带我看一圈</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Show L%1H%2</source>
        <translation>查看 L%1H%2</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Glossary</name>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>The pieces that the text is cut into, each the number of an entry in the model’s vocabulary.</source>
        <translation>文本切成的碎片，每个对应模型词表里的一个编号。</translation>
    </message>
    <message>
        <source>patches</source>
        <translation>图块</translation>
    </message>
    <message>
        <source>The squares that the picture is cut into, one row of the model each, behind its special tokens.</source>
        <translation>图片切成的方块，每块是模型的一行，排在特殊词元之后。</translation>
    </message>
    <message>
        <source>embedding</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>Each token becomes the vector that the model has learned for it, and where places have vectors too, that of its place is added.</source>
        <translation>每个词元变成模型为它学到的向量；如果位置也有向量，再加上它所在位置的向量。</translation>
    </message>
    <message>
        <source>embedding of patches</source>
        <translation>图块嵌入</translation>
    </message>
    <message>
        <source>The pixels of each patch become a vector, and the vector of its place is added.</source>
        <translation>每个图块的像素变成一个向量，再加上它所在位置的向量。</translation>
    </message>
    <message>
        <source>residual stream</source>
        <translation>残差流</translation>
    </message>
    <message>
        <source>One vector for each token runs through all blocks, and every attention and every MLP adds something to it.</source>
        <translation>每个词元有一个向量贯穿所有的块，每次注意力和每个 MLP 都往里加一点东西。</translation>
    </message>
    <message>
        <source>block</source>
        <translation>块</translation>
    </message>
    <message>
        <source>One layer of the model: attention carries something from token to token, then the MLP works on each token by itself.</source>
        <translation>模型的一层：注意力把信息从一个词元带到另一个词元，然后 MLP 单独处理每个词元。</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Each token looks at others and takes over a mean of their values, weighted by how well its query fits their keys; a layer does so in several heads at once.</source>
        <translation>每个词元看其他词元，把它们的值加权平均后取过来；权重取决于自己的查询与对方的键有多匹配。一层有多个头同时这样做。</translation>
    </message>
    <message>
        <source>MLP</source>
        <translation>MLP</translation>
    </message>
    <message>
        <source>A small network that works on the vector of each token by itself, whatever stands beside it.</source>
        <translation>一个小网络，单独处理每个词元的向量，不管旁边是什么。</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>The last norm brings each vector to a common scale before it is read.</source>
        <translation>最后的归一化把每个向量调到同样的尺度，然后才读出。</translation>
    </message>
    <message>
        <source>logits</source>
        <translation>对数几率</translation>
    </message>
    <message>
        <source>One number for each entry of the vocabulary: the larger, the likelier, and only differences count.</source>
        <translation>词表的每一项一个数（logits）：越大越可能，只有差值才有意义。</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>One number, a logit, for each label that the model knows: the larger, the likelier.</source>
        <translation>模型认识的每个标签一个数，即对数几率：越大越可能。</translation>
    </message>
    <message>
        <source>softmax</source>
        <translation>softmax</translation>
    </message>
    <message>
        <source>Makes probabilities of logits: e to the power of each, divided by the sum of them all.</source>
        <translation>把对数几率变成概率：各取 e 的幂，再除以它们的总和。</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>The probability that the model itself gives to it; all of them add up to 1.</source>
        <translation>模型自己给它的概率；全部加起来等于 1。</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>抽中</translation>
    </message>
    <message>
        <source>The probability with which it is drawn, after temperature, top-k and top-p have changed the model’s own.</source>
        <translation>经过温度、top-k 和 top-p 调整后，真正抽中它的概率。</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Logits are divided by it before softmax: below 1 the likely gets likelier, above 1 the unlikely does.</source>
        <translation>在 softmax 之前，对数几率除以温度：小于 1 时可能的更可能，大于 1 时不太可能的变得更可能。</translation>
    </message>
    <message>
        <source>top-k</source>
        <translation>top-k</translation>
    </message>
    <message>
        <source>Only the k likeliest tokens can be drawn.</source>
        <translation>只有最可能的 k 个词元可以抽中。</translation>
    </message>
    <message>
        <source>top-p</source>
        <translation>top-p</translation>
    </message>
    <message>
        <source>Only the smallest set of tokens that together have this probability can be drawn.</source>
        <translation>只有合起来达到这个概率的最小一组词元可以抽中。</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed and the same text draw the same tokens, on every machine.</source>
        <translation>种子相同、文本相同，在任何机器上抽中的词元都相同。</translation>
    </message>
    <message>
        <source>by layer</source>
        <translation>逐层</translation>
    </message>
    <message>
        <source>What the model would say if it read the vector after that layer as it reads the last one.</source>
        <translation>如果像读最后一层那样读这一层之后的向量，模型会说什么。</translation>
    </message>
    <message>
        <source>mean entropy</source>
        <translation>平均熵</translation>
    </message>
    <message>
        <source>How widely a head spreads its weight, in bits, as a mean over the rows: 0 is all on one token, 3 is as if over 8 alike.</source>
        <translation>头把权重分得有多散，以比特计，对各行取平均：0 表示全在一个词元上，3 相当于均分给 8 个词元。</translation>
    </message>
    <message>
        <source>mean distance</source>
        <translation>平均距离</translation>
    </message>
    <message>
        <source>How many tokens away a head looks, each weight counted with its distance.</source>
        <translation>头看得有多远，以词元计，距离按权重平均。</translation>
    </message>
    <message>
        <source>mean distance of patches</source>
        <translation>图块的平均距离</translation>
    </message>
    <message>
        <source>How many pixels away on the picture a head looks, each weight counted with its distance.</source>
        <translation>头在图片上看得有多远，以像素计，距离按权重平均。</translation>
    </message>
    <message>
        <source>mass on first token</source>
        <translation>首个词元的权重</translation>
    </message>
    <message>
        <source>The share of a head’s weight that rests on the first token, over rows that see more than one: near 1 the head mostly waits there.</source>
        <translation>头的权重停在第一个词元上的比例，只算能看到不止一个词元的行：接近 1 说明这个头多半在那里歇着。</translation>
    </message>
    <message>
        <source>largest weight</source>
        <translation>最大权重</translation>
    </message>
    <message>
        <source>The largest single weight of the head’s pattern.</source>
        <translation>这个头的注意力模式中最大的一个权重。</translation>
    </message>
    <message>
        <source>previous token</source>
        <translation>前一词元</translation>
    </message>
    <message>
        <source>The mean weight on the token just before, pattern[i, i − 1], over rows that see more than one token.</source>
        <translation>落在前一个词元上的平均权重，pattern[i, i − 1]，只算能看到不止一个词元的行。</translation>
    </message>
    <message>
        <source>next token</source>
        <translation>后一词元</translation>
    </message>
    <message>
        <source>The mean weight on the token just after, pattern[i, i + 1], over rows that have one.</source>
        <translation>落在后一个词元上的平均权重，pattern[i, i + 1]，只算后面有词元的行。</translation>
    </message>
    <message>
        <source>duplicate token</source>
        <translation>重复词元</translation>
    </message>
    <message>
        <source>The mean weight on the same token elsewhere: the sum of pattern[i, j] over j with token j = token i, over rows that have any.</source>
        <translation>落在别处相同词元上的平均权重：对所有使词元 j = 词元 i 的 j，求 pattern[i, j] 之和；只算有这种 j 的行。</translation>
    </message>
    <message>
        <source>induction</source>
        <translation>归纳</translation>
    </message>
    <message>
        <source>The mean weight on what came after the same token before: the sum of pattern[i, j + 1] over j before i with token j = token i, over rows that have any (Olsson and others 2022).</source>
        <translation>落在上次相同词元后面那个词元上的平均权重：对 i 之前所有使词元 j = 词元 i 的 j，求 pattern[i, j + 1] 之和；只算有这种 j 的行（Olsson 等，2022）。</translation>
    </message>
    <message>
        <source>same position</source>
        <translation>相同位置</translation>
    </message>
    <message>
        <source>The mean weight on the row’s own place, pattern[i, i], over rows that see more than one.</source>
        <translation>落在本行自己位置上的平均权重，pattern[i, i]，只算能看到不止一个词元的行。</translation>
    </message>
    <message>
        <source>nearby tokens</source>
        <translation>邻近词元</translation>
    </message>
    <message>
        <source>The mean weight at most two tokens away, itself included: the sum of pattern[i, j] over |i − j| ≤ 2.</source>
        <translation>落在最多相隔两个词元（含自己）处的平均权重：对 |i − j| ≤ 2 求 pattern[i, j] 之和。</translation>
    </message>
    <message>
        <source>neighbouring patches</source>
        <translation>相邻图块</translation>
    </message>
    <message>
        <source>The mean weight that a patch gives to itself and the patches that touch it.</source>
        <translation>图块给自己和相接图块的平均权重。</translation>
    </message>
    <message>
        <source>alignment</source>
        <translation>对齐度</translation>
    </message>
    <message>
        <source>The mean weight along the diagonal: the sum of pattern[i, j] over j within a tenth of the source, or one token, of where i stands in the target.</source>
        <translation>沿对角线的平均权重：把 i 在目标文本中的位置对应到源文本，对相差不超过源文本十分之一（或一个词元）的 j 求 pattern[i, j] 之和。</translation>
    </message>
    <message>
        <source>breadth</source>
        <translation>分散度</translation>
    </message>
    <message>
        <source>Each row’s entropy divided by that of an even spread over what it sees, as a mean: 1 is as even as can be, as in untrained heads.</source>
        <translation>每行的熵除以在它看得到的范围内均匀分布的熵，再取平均：1 表示完全均匀，像没有训练过的头。</translation>
    </message>
    <message>
        <source>top of the mass</source>
        <translation>主要权重</translation>
    </message>
    <message>
        <source>Each query has lines to the fewest keys that together hold this share of its weight; what is left has none.</source>
        <translation>每个查询只连到最少的几个键，它们合起来占这么多权重；其余的不画线。</translation>
    </message>
    <message>
        <source>mean of heads</source>
        <translation>各头平均</translation>
    </message>
    <message>
        <source>The mean weight of all heads of the layer.</source>
        <translation>该层所有头的平均权重。</translation>
    </message>
    <message>
        <source>largest of heads</source>
        <translation>各头最大</translation>
    </message>
    <message>
        <source>For each patch the largest weight that any head of the layer gives it.</source>
        <translation>对每个图块，取该层各头给它的最大权重。</translation>
    </message>
    <message>
        <source>chosen heads</source>
        <translation>所选的头</translation>
    </message>
    <message>
        <source>The mean weight of the heads that Ctrl+click chose.</source>
        <translation>按住 Ctrl 点选的各个头的平均权重。</translation>
    </message>
    <message>
        <source>one head</source>
        <translation>单个头</translation>
    </message>
    <message>
        <source>The weights of the chosen head, as they were computed.</source>
        <translation>所选的头的权重，按计算结果原样显示。</translation>
    </message>
    <message>
        <source>rollout</source>
        <translation>rollout</translation>
    </message>
    <message>
        <source>The weights of all layers up to this one multiplied, the residual stream counted in (Abnar and Zuidema 2020): by how many ways something may have come from there.</source>
        <translation>到这一层为止各层的权重相乘，残差流也算在内（Abnar 和 Zuidema，2020）：信息可能经过多少条路从那里来。</translation>
    </message>
    <message>
        <source>position similarity</source>
        <translation>位置相似度</translation>
    </message>
    <message>
        <source>How alike the learned vectors of two places are: the cosine of the angle between them, 1 for the same direction.</source>
        <translation>两个位置学到的向量有多相像：夹角的余弦，方向相同时为 1。</translation>
    </message>
    <message>
        <source>norms</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>How long each token’s vector in the residual stream is behind this layer: very long ones are registers or artefacts.</source>
        <translation>经过这一层之后，残差流中每个词元的向量有多长：特别长的是寄存器或伪影。</translation>
    </message>
    <message>
        <source>occlusion</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>What the class loses or gains when each patch is covered: one pass a patch, beside the edits.</source>
        <translation>遮住每个图块时，这个类别失去或得到多少：每个图块一次前向计算，在编辑的间隙进行。</translation>
    </message>
    <message>
        <source>logit lens</source>
        <translation>对数几率透镜</translation>
    </message>
    <message>
        <source>The last norm and the unembedding are applied to what leaves each block, as if the model stopped there (nostalgebraist 2020): a reading, not what the layer was trained to say.</source>
        <translation>把最后的归一化和解嵌入用在每个块的输出上，仿佛模型就停在那里（nostalgebraist，2020）：这是一种读法，那一层并没有被训练成这样说。</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>惊异度</translation>
    </message>
    <message>
        <source>How unlikely the model held each token given those before it: −log₂ of its probability, in bits, 0 for a token that was certain.</source>
        <translation>给定前面的词元，模型认为每个词元有多不可能：概率的 −log₂，以比特计，必然出现的词元为 0。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::GlossaryWindow</name>
    <message>
        <source>Words</source>
        <translation>术语</translation>
    </message>
    <message>
        <source>Find a word</source>
        <translation>查找术语</translation>
    </message>
    <message>
        <source>A: a head’s weights, from the row i that asks to the row j that is asked · q, k, v: query, key, value · d: a head’s width · x: the residual stream · z: logits · V: entries of the vocabulary · n: rows that count</source>
        <translation>A：头的权重，从提问的第 i 行到被看的第 j 行 · q、k、v：查询、键、值 · d：头的宽度 · x：残差流 · z：对数几率 · V：词表的项 · n：计入的行数</translation>
    </message>
    <message>
        <source>On screen now</source>
        <translation>当前屏幕上</translation>
    </message>
    <message>
        <source>What is on screen has no number for it.</source>
        <translation>当前屏幕上没有它的数值。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::HeadChooser</name>
    <message>
        <source>Previous head</source>
        <translation>上一个头</translation>
    </message>
    <message>
        <source>Layer and head</source>
        <translation>层和头</translation>
    </message>
    <message>
        <source>Next head</source>
        <translation>下一个头</translation>
    </message>
    <message>
        <source>Layer %1 · Head %2</source>
        <translation>第 %1 层 · 头 %2</translation>
    </message>
</context>
<context>
    <name>headlight::ui::HeadParts</name>
    <message>
        <source>attn </source>
        <translation>注意力 </translation>
    </message>
    <message>
        <source>MLP </source>
        <translation>MLP </translation>
    </message>
    <message>
        <source> bits</source>
        <translation> 比特</translation>
    </message>
    <message>
        <source> pixels</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> 个词元</translation>
    </message>
    <message>
        <source>output, in the what-if</source>
        <translation>输出（假如）</translation>
    </message>
    <message>
        <source>%1, head %2</source>
        <translation>%1，头 %2</translation>
    </message>
    <message>
        <source>%1 was not computed. %2</source>
        <translation>没有计算 %1。%2</translation>
    </message>
    <message>
        <source>Layer %1 · Head %2</source>
        <translation>第 %1 层 · 头 %2</translation>
    </message>
</context>
<context>
    <name>headlight::ui::HiddenToken</name>
    <message>
        <source>At a masked token</source>
        <translation>在遮住的词元处</translation>
    </message>
    <message>
        <source>At “%1”, token %2</source>
        <translation>在“%1”处，词元 %2</translation>
    </message>
    <message>
        <source>It hides “%1”: %2.</source>
        <translation>它遮住了“%1”：%2。</translation>
    </message>
    <message>
        <source>Click a bar to put that token there.</source>
        <translation>点一个概率条，把那个词元放到那里。</translation>
    </message>
    <message>
        <source>Nothing is masked; “%1” stands there: %2. Click a token to mask it.</source>
        <translation>没有遮住任何词元；那里是“%1”：%2。点一个词元可以遮住它。</translation>
    </message>
    <message>
        <source>“%1” stands there: %2. This vocabulary has no mask token.</source>
        <translation>那里是“%1”：%2。这个词表没有掩码词元。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ImageActions</name>
    <message>
        <source>Open a picture</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tga *.gif);;All files (*)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.webp *.bmp *.tga *.gif);;所有文件 (*)</translation>
    </message>
    <message>
        <source>there is no picture on the clipboard</source>
        <translation>剪贴板里没有图片</translation>
    </message>
    <message>
        <source>it has %1 × %2 pixels, more than the %3 million that are opened</source>
        <translation>大小为 %1 × %2 像素，超过能打开的 %3 百万像素</translation>
    </message>
    <message>
        <source>Pasted</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>Colour of the canvas</source>
        <translation>画布颜色</translation>
    </message>
    <message>
        <source>“%1” was not opened.</source>
        <translation>没有打开“%1”。</translation>
    </message>
    <message>
        <source>Your %1 is unchanged.</source>
        <translation>你的%1没有改变。</translation>
    </message>
    <message>
        <source>Choose another file</source>
        <translation>换一个文件</translation>
    </message>
    <message>
        <source>This model reads text; “%1” is a picture.</source>
        <translation>这个模型读文本，而“%1”是图片。</translation>
    </message>
    <message>
        <source>Open it in %1</source>
        <translation>用 %1 打开</translation>
    </message>
    <message>
        <source>Open a model that looks at pictures first.</source>
        <translation>请先打开一个看图片的模型。</translation>
    </message>
    <message>
        <source>%1 looks at pictures. Your text is kept.</source>
        <translation>%1 看图片。你的文本还在。</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Save the picture as edited</source>
        <translation>保存编辑后的图片</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>编辑后</translation>
    </message>
    <message>
        <source>Save the picture as the model sees it</source>
        <translation>保存模型看到的图片</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>模型所见</translation>
    </message>
    <message>
        <source>saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>%1 could not be written</source>
        <translation>无法写入 %1</translation>
    </message>
    <message>
        <source>%1, edited</source>
        <translation>%1，编辑后</translation>
    </message>
    <message>
        <source>%1 as %2 sees it</source>
        <translation>%2 看到的 %1</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ImageDocument</name>
    <message>
        <source>opening a picture</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
    <message>
        <source>a blank canvas</source>
        <translation>空白画布</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>bringing the picture to size</source>
        <translation>调整图片大小</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ImageEditor</name>
    <message>
        <source>Sample pictures and blank canvas</source>
        <translation>示例图片和空白画布</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open a picture (or drop one here, or paste it)</source>
        <translation>打开图片（也可以拖到这里，或粘贴）</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>没有图片</translation>
    </message>
    <message>
        <source>%1
%2 × %3 in the file, made smaller to %4 × %5: the editor holds %6 million pixels</source>
        <translation>%1
文件中为 %2 × %3，已缩小到 %4 × %5：编辑器最多容纳 %6 百万像素</translation>
    </message>
    <message>
        <source>
Not looked at, since they fill no patch: %1 px at the right and %2 px at the bottom, of what the model’s resize gives</source>
        <translation>
看不到的部分（填不满一个图块）：按模型缩放后，右边 %1 px，下边 %2 px</translation>
    </message>
    <message>
        <source>, reduced</source>
        <translation>，已缩小</translation>
    </message>
    <message>
        <source>no patch</source>
        <translation>没有图块</translation>
    </message>
    <message>
        <source>row %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>col %1</source>
        <translation>第 %1 列</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>词元 %1</translation>
    </message>
    <message>
        <source>norm %1</source>
        <translation>范数 %1</translation>
    </message>
    <message>
        <source>norm, after layer %1: %2</source>
        <translation>第 %1 层之后的范数：%2</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Shuffle the patches</source>
        <translation>打乱图块</translation>
    </message>
    <message>
        <source>The same order for the same number of clicks, on every machine</source>
        <translation>点击次数相同，顺序就相同，在任何机器上都一样</translation>
    </message>
    <message>
        <source>shuffling patches</source>
        <translation>打乱图块</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>A quarter turn to the right</source>
        <translation>向右转 90 度</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Left and right change sides</source>
        <translation>左右对调</translation>
    </message>
    <message>
        <source>Patch grid</source>
        <translation>图块网格</translation>
    </message>
    <message>
        <source>Show where one patch ends and the next begins</source>
        <translation>显示图块之间的分界</translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Size of the brush, in pixels of the picture ([ and ])</source>
        <translation>画笔大小，以图片的像素计（[ 和 ]）</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Erase to</source>
        <translation>擦成</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>白纸</translation>
    </message>
    <message>
        <source>the original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>What the eraser leaves behind</source>
        <translation>橡皮擦过之后留下什么</translation>
    </message>
    <message>
        <source>Erase patches to</source>
        <translation>图块擦成</translation>
    </message>
    <message>
        <source>mean colour</source>
        <translation>平均色</translation>
    </message>
    <message>
        <source>black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>blurred</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>zero after normalisation</source>
        <translation>归一化后为零</translation>
    </message>
    <message>
        <source>What the model gets in the place of an erased patch</source>
        <translation>模型在擦除的图块处得到什么</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>What the model’s own preprocessing takes</source>
        <translation>模型自己的预处理所取的部分</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮</translation>
    </message>
    <message>
        <source>Drag the frame or a corner; Shift: any shape.</source>
        <translation>拖动边框或角；按住 Shift 可取任意形状。</translation>
    </message>
    <message>
        <source>Click one patch, then the one to change it with.</source>
        <translation>点一个图块，再点要与它交换的图块。</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>Draw (Alt and a click take a colour from the picture)</source>
        <translation>绘画（按住 Alt 点击可从图上取色）</translation>
    </message>
    <message>
        <source>Rub out, down to the paper or to the original</source>
        <translation>擦除，露出纸面或原图</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Give an area of like colour the brush’s colour</source>
        <translation>把颜色相近的区域填成画笔的颜色</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>Smooth what is under the brush</source>
        <translation>把画笔下的部分抹平</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Mix random colours in</source>
        <translation>混入随机颜色</translation>
    </message>
    <message>
        <source>Erase patches</source>
        <translation>擦除图块</translation>
    </message>
    <message>
        <source>Take patches away from the model; again brings them back</source>
        <translation>不让模型看到这些图块；再点一次恢复</translation>
    </message>
    <message>
        <source>Swap two patches</source>
        <translation>交换两个图块</translation>
    </message>
    <message>
        <source>Click one patch, then another; or drag one onto another</source>
        <translation>点一个图块，再点另一个；或者把一个拖到另一个上</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Move and scale the part that the model sees</source>
        <translation>移动和缩放模型看到的部分</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ImageFooter</name>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Opacity of what is laid over the picture</source>
        <translation>图片上叠加内容的不透明度</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>格子</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>How weights are drawn</source>
        <translation>权重的画法</translation>
    </message>
    <message>
        <source>Cells: one weight a patch, as computed. Smooth invents values between the patches’ middles: nicer to look at, and not what the model has</source>
        <translation>格子：每个图块一个权重，按计算结果原样显示；平滑：在图块中心之间插入编造的值，更好看，但模型里并没有</translation>
    </message>
    <message>
        <source>One range for all heads of the layer</source>
        <translation>该层所有头共用一个范围</translation>
    </message>
    <message>
        <source>One range for all heads of the layer (and one for all layers), so that weak heads look weak. Off: each map goes from 0 to its own largest weight</source>
        <translation>该层所有头共用一个范围（各层之间另有一个），弱的头看起来就弱；关闭时，每张图从 0 到自己的最大权重</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>共用</translation>
    </message>
    <message>
        <source>What becomes of special tokens</source>
        <translation>特殊词元怎么处理</translation>
    </message>
    <message>
        <source>keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>drop</source>
        <translation>去掉</translation>
    </message>
    <message>
        <source>drop, renormalise</source>
        <translation>去掉并归一化</translation>
    </message>
    <message>
        <source>Special tokens ([CLS], registers) have no place on the picture. Keep: the range reaches to their weights too. Drop: the range is that of the patches; numbers stay as computed. Renormalise: each row is divided by what is left of it</source>
        <translation>特殊词元（[CLS]、寄存器）在图片上没有位置。保留：范围也包括它们的权重；去掉：范围只看图块，数值仍是计算结果；归一化：每一行除以剩下的权重</translation>
    </message>
    <message>
        <source>grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Lines between the patches</source>
        <translation>图块之间的线</translation>
    </message>
    <message>
        <source>special</source>
        <translation>特殊词元</translation>
    </message>
    <message>
        <source>keep %1</source>
        <translation>保留 %1</translation>
    </message>
    <message>
        <source>drop %1</source>
        <translation>去掉 %1</translation>
    </message>
    <message>
        <source>drop %1, renormalise</source>
        <translation>去掉 %1 并归一化</translation>
    </message>
    <message>
        <source>renormalise</source>
        <translation>归一化</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ImageOptions</name>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>[CLS]</source>
        <translation>[CLS]</translation>
    </message>
    <message>
        <source>Patch under pointer</source>
        <translation>鼠标处的图块</translation>
    </message>
    <message>
        <source>Who asks</source>
        <translation>谁在提问</translation>
    </message>
    <message>
        <source>Whose attention is shown. A click on a patch keeps it (Escape lets it go); arrows move it</source>
        <translation>显示谁的注意力；点一个图块可以固定它（Esc 松开），方向键移动</translation>
    </message>
    <message>
        <source>Which special token asks</source>
        <translation>哪个特殊词元提问</translation>
    </message>
    <message>
        <source>Special tokens stand before the patches and have no place on the picture</source>
        <translation>特殊词元排在图块前面，在图片上没有位置</translation>
    </message>
    <message>
        <source>Where it looks</source>
        <translation>它看向哪里</translation>
    </message>
    <message>
        <source>Who looks at it</source>
        <translation>谁在看它</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Where it looks: the query’s row of the pattern, which adds up to 1. Who looks at it: its column, which does not</source>
        <translation>它看向哪里：注意力模式中查询所在的行，加起来等于 1；谁在看它：它所在的列，加起来不一定等于 1</translation>
    </message>
    <message>
        <source>What is laid over the picture</source>
        <translation>叠加在图片上的内容</translation>
    </message>
    <message>
        <source>One head</source>
        <translation>单个头</translation>
    </message>
    <message>
        <source>Mean of heads</source>
        <translation>各头平均</translation>
    </message>
    <message>
        <source>Largest of heads</source>
        <translation>各头最大</translation>
    </message>
    <message>
        <source>Chosen heads</source>
        <translation>所选的头</translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation>Rollout</translation>
    </message>
    <message>
        <source>Position similarity</source>
        <translation>位置相似度</translation>
    </message>
    <message>
        <source>Norms</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>Occlusion</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>Patch</source>
        <translation>图块</translation>
    </message>
    <message>
        <source>Special token</source>
        <translation>特殊词元</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>看向</translation>
    </message>
    <message>
        <source>Looked at by</source>
        <translation>被谁看</translation>
    </message>
    <message>
        <source>What is laid over the picture. Ctrl+click on heads chooses several</source>
        <translation>叠加在图片上的内容；按住 Ctrl 点头可选多个</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ImageParts</name>
    <message>
        <source>class %1</source>
        <translation>类别 %1</translation>
    </message>
    <message>
        <source>of %1 of %2</source>
        <translation>%2 原为 %1</translation>
    </message>
    <message>
        <source>share, by rollout</source>
        <translation>按 rollout 所占比例</translation>
    </message>
    <message>
        <source>cosine of the positions</source>
        <translation>位置的余弦</translation>
    </message>
    <message>
        <source>length of the vector</source>
        <translation>向量长度</translation>
    </message>
    <message>
        <source>change of p(%1)</source>
        <translation>p(%1) 的变化</translation>
    </message>
    <message>
        <source>of what is left</source>
        <translation>占剩余的比例</translation>
    </message>
    <message>
        <source>mean of the weights</source>
        <translation>权重的平均</translation>
    </message>
    <message>
        <source>largest of the weights</source>
        <translation>最大的权重</translation>
    </message>
    <message>
        <source>attention weight</source>
        <translation>注意力权重</translation>
    </message>
    <message>
        <source>No place to compare</source>
        <translation>没有可比较的位置</translation>
    </message>
    <message>
        <source>Not computed</source>
        <translation>未计算</translation>
    </message>
    <message>
        <source>Special tokens have no place on the picture. Choose Patch and point at one.</source>
        <translation>特殊词元在图片上没有位置。选“图块”，再指向一个图块。</translation>
    </message>
    <message>
        <source>from before the last edit</source>
        <translation>上次编辑之前的结果</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>不计</translation>
    </message>
    <message>
        <source>at most: </source>
        <translation>最大：</translation>
    </message>
    <message>
        <source>%1, mean of %2 heads</source>
        <translation>%1，%2 个头的平均</translation>
    </message>
    <message>
        <source>%1, largest of %2 heads</source>
        <translation>%1，%2 个头的最大</translation>
    </message>
    <message>
        <source>%1, mean of heads %2</source>
        <translation>%1，头 %2 的平均</translation>
    </message>
    <message>
        <source>rollout of layers 0 to %1, mean of heads</source>
        <translation>第 0 到 %1 层的 rollout，各头平均</translation>
    </message>
    <message>
        <source>learned position embeddings</source>
        <translation>学到的位置嵌入</translation>
    </message>
    <message>
        <source>one pass with each patch in the mean colour</source>
        <translation>每个图块换成平均色，各做一次前向计算</translation>
    </message>
    <message>
        <source>%1, head %2</source>
        <translation>%1，头 %2</translation>
    </message>
    <message>
        <source>%1 × %2, %3 × %4 patches of %5</source>
        <translation>%1 × %2，%3 × %4 个图块，每块 %5</translation>
    </message>
    <message>
        <source>The picture as the model sees it</source>
        <translation>模型看到的图片</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Layer %1, every head, same query</source>
        <translation>第 %1 层，每个头，同一查询</translation>
    </message>
    <message>
        <source>Head %1</source>
        <translation>头 %1</translation>
    </message>
    <message>
        <source>All layers, mean of heads</source>
        <translation>所有层，各头平均</translation>
    </message>
    <message>
        <source>the patch</source>
        <translation>该图块</translation>
    </message>
    <message>
        <source>How long the vectors are, layer %1</source>
        <translation>向量有多长，第 %1 层</translation>
    </message>
    <message>
        <source>Where %1 went, layers 0 to %2</source>
        <translation>%1去了哪里，第 0 到 %2 层</translation>
    </message>
    <message>
        <source>What %1 is made of, layers 0 to %2</source>
        <translation>%1由什么组成，第 0 到 %2 层</translation>
    </message>
    <message>
        <source>Who looks at %1</source>
        <translation>谁在看%1</translation>
    </message>
    <message>
        <source>Where %1’s attention goes</source>
        <translation>%1的注意力去向</translation>
    </message>
    <message>
        <source>itself</source>
        <translation>自身</translation>
    </message>
    <message>
        <source>%1 patches, mean</source>
        <translation>%1 个图块的平均</translation>
    </message>
    <message>
        <source>%1 patches</source>
        <translation>%1 个图块</translation>
    </message>
    <message>
        <source>Patches with very long vectors often hold what has nothing to do with their place.</source>
        <translation>向量特别长的图块里，往往存着与其位置无关的东西。</translation>
    </message>
    <message>
        <source>Rollout multiplies weights and leaves out what values and MLPs do with them.</source>
        <translation>Rollout 只把权重相乘，不管值和 MLP 对它们做了什么。</translation>
    </message>
    <message>
        <source>A covered patch is a picture that the model was not trained on.</source>
        <translation>遮住图块的图片，模型没有在上面训练过。</translation>
    </message>
    <message>
        <source>Attention is not an explanation: what is looked at much need not be the reason for the class.</source>
        <translation>注意力不等于解释：看得多的地方不一定是判为这一类别的原因。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ImageView</name>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation>图像(&amp;I)</translation>
    </message>
    <message>
        <source>Attention on the picture</source>
        <translation>图片上的注意力</translation>
    </message>
    <message>
        <source>rollout</source>
        <translation>rollout</translation>
    </message>
    <message>
        <source>length of vectors</source>
        <translation>向量长度</translation>
    </message>
    <message>
        <source>cosine similarity</source>
        <translation>余弦相似度</translation>
    </message>
    <message>
        <source>change of the class</source>
        <translation>类别的变化</translation>
    </message>
    <message>
        <source>shared, renormalised</source>
        <translation>共用，归一化</translation>
    </message>
    <message>
        <source>own range, renormalised</source>
        <translation>各自的范围，归一化</translation>
    </message>
    <message>
        <source>Attention on the picture, layer %1, head %2</source>
        <translation>图片上的注意力，第 %1 层，头 %2</translation>
    </message>
    <message>
        <source>L%1, mean of heads</source>
        <translation>L%1，各头平均</translation>
    </message>
    <message>
        <source>L%1, largest of heads</source>
        <translation>L%1，各头最大</translation>
    </message>
</context>
<context>
    <name>headlight::ui::InputEditors</name>
    <message>
        <source>Write one</source>
        <translation>写一段</translation>
    </message>
    <message>
        <source>A text that the model reads together with the first, as one input</source>
        <translation>模型与第一段文本一起作为一个输入来读的文本</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Second text</source>
        <translation>第二段文本</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Inspector</name>
    <message>
        <source>%1 to %2: %3 values</source>
        <translation>%1 到 %2：%3 个值</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>No times with this picture.</source>
        <translation>这幅图没有用时记录。</translation>
    </message>
    <message>
        <source>%1 ms in operations, %2 ms the whole pass</source>
        <translation>运算共 %1 ms，整个前向计算 %2 ms</translation>
    </message>
    <message>
        <source>section, operation</source>
        <translation>部分、运算</translation>
    </message>
    <message>
        <source>share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>(no section)</source>
        <translation>（不属于任何部分）</translation>
    </message>
    <message>
        <source>Nothing yet.</source>
        <translation>还没有内容。</translation>
    </message>
    <message>
        <source>%1 in captured sites: %2</source>
        <translation>%1 在已记录的观测点中：%2</translation>
    </message>
    <message>
        <source>Blocks of 64 rows that agree with the last picture are shared with it.</source>
        <translation>与上一幅图相同的 64 行的块与它共用。</translation>
    </message>
    <message>
        <source>site</source>
        <translation>观测点</translation>
    </message>
    <message>
        <source>blocks</source>
        <translation>块</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>(not captured yet)</source>
        <translation>（尚未记录）</translation>
    </message>
    <message>
        <source>%1 was not captured with this picture. It is asked for with the next pass.</source>
        <translation>这幅图没有记录 %1。下次前向计算会记录它。</translation>
    </message>
    <message>
        <source>head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>[%1, %2]  min %3  max %4  mean %5</source>
        <translation>[%1, %2]  最小 %3  最大 %4  平均 %5</translation>
    </message>
    <message>
        <source>Values that are NaN or infinite: %1</source>
        <translation>NaN 或无穷大的值：%1</translation>
    </message>
    <message>
        <source>Masked cells, left out of these figures: %1</source>
        <translation>掩码的格子，没有计入这些数值：%1</translation>
    </message>
    <message>
        <source>first column</source>
        <translation>起始列</translation>
    </message>
    <message>
        <source>row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Fixed range for every field</source>
        <translation>所有图用固定范围</translation>
    </message>
    <message>
        <source>low</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>high</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>gamma</source>
        <translation>gamma</translation>
    </message>
    <message>
        <source>Colour map</source>
        <translation>色图</translation>
    </message>
    <message>
        <source>Back to the usual</source>
        <translation>恢复默认</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LabelBars</name>
    <message>
        <source>label %1</source>
        <translation>标签 %1</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>一个数</translation>
    </message>
    <message>
        <source>probability of each</source>
        <translation>各自的概率</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Nothing computed yet.</source>
        <translation>还没有计算。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>No label contains “%1”.</source>
        <translation>没有标签包含“%1”。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LabelPerRow</name>
    <message>
        <source>Label of a token</source>
        <translation>词元的标签</translation>
    </message>
    <message>
        <source>Label of “%1”, token %2</source>
        <translation>“%1”的标签，词元 %2</translation>
    </message>
    <message>
        <source>Click a token to see its labels. Each chip carries its likeliest one.</source>
        <translation>点一个词元查看它的标签。每个词元下面写着最可能的标签。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LayerRows</name>
    <message>
        <source>Class by layer: what the model would say if it stopped there</source>
        <translation>逐层类别：如果停在那里，模型会说什么</translation>
    </message>
    <message>
        <source>layer %1: %2, %3</source>
        <translation>第 %1 层：%2，%3</translation>
    </message>
    <message>
        <source>By layer</source>
        <translation>逐层</translation>
    </message>
    <message>
        <source>if the model stopped there</source>
        <translation>如果模型停在那里</translation>
    </message>
    <message>
        <source>After layer %1 the classifier would say “%2”, probability %3.
It was trained on the last layer only: early rows say what it makes of half-done vectors.</source>
        <translation>第 %1 层之后，分类器会说“%2”，概率 %3。
它只在最后一层上训练过：前面几行是它对半成品向量的看法。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LayersOptionsRow</name>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>What the colour of a cell says</source>
        <translation>格子的颜色表示什么</translation>
    </message>
    <message>
        <source>Final answer</source>
        <translation>最终答案</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Final answer: how likely a layer holds what the last one says. Entropy: how undecided it is.</source>
        <translation>最终答案：每一层认为最后一层的答案有多可能。熵：它有多犹豫。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LayersView</name>
    <message>
        <source>Layers</source>
        <translation>逐层</translation>
    </message>
    <message>
        <source>&amp;Layers</source>
        <translation>逐层(&amp;L)</translation>
    </message>
    <message>
        <source>What the model would say if it stopped after each layer</source>
        <translation>如果在每一层之后停下，模型会说什么</translation>
    </message>
    <message>
        <source>entropy, bits</source>
        <translation>熵（比特）</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>probability of the final answer</source>
        <translation>最终答案的概率</translation>
    </message>
    <message>
        <source>What would be said after each layer</source>
        <translation>每一层之后会说什么</translation>
    </message>
    <message>
        <source>No reading by layer: %1</source>
        <translation>无法逐层读出：%1</translation>
    </message>
    <message>
        <source>Not read yet</source>
        <translation>尚未读出</translation>
    </message>
    <message>
        <source>Being read</source>
        <translation>正在读出</translation>
    </message>
    <message>
        <source>layer %1 %2 %3</source>
        <translation>第 %1 层 %2 %3</translation>
    </message>
    <message>
        <source>At the last row: %1</source>
        <translation>最后一行：%1</translation>
    </message>
    <message>
        <source>logit lens of %1: last norm and head on what leaves each block, top entry in each cell</source>
        <translation>%1 的对数几率透镜：把最后的归一化和输出头用在每个块的输出上，格子里是排第一的项</translation>
    </message>
    <message>
        <source>place %1</source>
        <translation>位置 %1</translation>
    </message>
    <message>
        <source>%1 last</source>
        <translation>%1 末层</translation>
    </message>
    <message>
        <source>final answer “%1”</source>
        <translation>最终答案“%1”</translation>
    </message>
    <message>
        <source>the model’s own logits</source>
        <translation>模型自己的对数几率</translation>
    </message>
    <message>
        <source>last norm and head on what leaves block %1</source>
        <translation>对块 %1 的输出使用最后的归一化和输出头</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>尚未读出</translation>
    </message>
    <message>
        <source>from before the last edit</source>
        <translation>上次编辑之前的结果</translation>
    </message>
    <message>
        <source>After layer %1</source>
        <translation>第 %1 层之后</translation>
    </message>
    <message>
        <source>After layer %1, at “%2” %3</source>
        <translation>第 %1 层之后，“%2”（第 %3 行）处</translation>
    </message>
    <message>
        <source>Reading row by row beside the edits: %1 to come. The rest is hatched.</source>
        <translation>在编辑的间隙逐行读出：还剩 %1 行。其余画了斜线。</translation>
    </message>
    <message>
        <source>Not read yet: this is done row by row, beside the edits.</source>
        <translation>尚未读出：在编辑的间隙逐行进行。</translation>
    </message>
    <message>
        <source>The last norm and the head on what leaves each block (logit lens): a reading, not what a layer was trained to say.</source>
        <translation>把最后的归一化和输出头用在每个块的输出上（对数几率透镜）：这是一种读法，那一层并没有被训练成这样说。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LegendWidget</name>
    <message>
        <source>Choose the colour map</source>
        <translation>选择色图</translation>
    </message>
    <message>
        <source>Lines: from %1 to %2, %3</source>
        <translation>线：从 %1 到 %2，%3</translation>
    </message>
    <message>
        <source>Colour map: %1, from %2 to %3, %4</source>
        <translation>色图：%1，从 %2 到 %3，%4</translation>
    </message>
    <message>
        <source>The larger the weight, the wider and the more opaque the line</source>
        <translation>权重越大，线越宽、越不透明</translation>
    </message>
    <message>
        <source>Blue: below 0, orange: above</source>
        <translation>蓝色：小于 0；橙色：大于 0</translation>
    </message>
    <message>
        <source>Blue: less attention than before the what-ifs, orange: more</source>
        <translation>蓝色：注意力比假如之前少；橙色：多</translation>
    </message>
    <message>
        <source>Larger weights have the last colour. </source>
        <translation>更大的权重都用最后一种颜色。</translation>
    </message>
    <message>
        <source>viridis</source>
        <translation>viridis</translation>
    </message>
    <message>
        <source>magma</source>
        <translation>magma</translation>
    </message>
    <message>
        <source>cividis: print, strong colour deficiency</source>
        <translation>cividis：打印、重度色觉障碍</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LensArea</name>
    <message>
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>How the attention is shown</source>
        <translation>注意力的显示方式</translation>
    </message>
    <message>
        <source>F11 or Esc leaves the whole screen</source>
        <translation>按 F11 或 Esc 退出全屏</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Frozen – F8 goes on</source>
        <translation>已定格 – 按 F8 继续</translation>
    </message>
    <message>
        <source>The input has changed since</source>
        <translation>此后输入已改变</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LensWidget</name>
    <message>
        <source>The last pass did not keep it.</source>
        <translation>上次前向计算没有保留它。</translation>
    </message>
    <message>
        <source>Nothing yet: the first pass is still to come</source>
        <translation>还没有内容：第一次前向计算尚未完成</translation>
    </message>
    <message>
        <source>Nothing to show: %1</source>
        <translation>没有可显示的内容：%1</translation>
    </message>
    <message>
        <source>from before the last edit</source>
        <translation>上次编辑之前的结果</translation>
    </message>
    <message>
        <source>computing, %1 ms</source>
        <translation>计算中，%1 ms</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LessonActions</name>
    <message>
        <source>Open a lesson</source>
        <translation>打开课程</translation>
    </message>
    <message>
        <source>Headlight lessons (*%1 lesson.json);;All files (*)</source>
        <translation>Headlight 课程 (*%1 lesson.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>there is no step while no model is open</source>
        <translation>没有打开模型时不能添加步骤</translation>
    </message>
    <message>
        <source>A step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>What is to be seen here.</source>
        <translation>这里能看到什么。</translation>
    </message>
    <message>
        <source>My lesson</source>
        <translation>我的课程</translation>
    </message>
    <message>
        <source>This step shows what is on screen.</source>
        <translation>这一步显示屏幕上的内容。</translation>
    </message>
    <message>
        <source>Save the lesson as a folder</source>
        <translation>把课程保存为文件夹</translation>
    </message>
    <message>
        <source>Save the lesson</source>
        <translation>保存课程</translation>
    </message>
    <message>
        <source>Headlight lessons (*%1)</source>
        <translation>Headlight 课程 (*%1)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
    <message>
        <source>The lesson “%1” was not opened.</source>
        <translation>没有打开课程“%1”。</translation>
    </message>
    <message>
        <source>Your work is unchanged.</source>
        <translation>你的工作没有改变。</translation>
    </message>
    <message>
        <source>Choose another file</source>
        <translation>换一个文件</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LessonEditor</name>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>A step that shows what is on screen now, behind this one</source>
        <translation>在这一步之后添加一步，显示屏幕上现在的内容</translation>
    </message>
    <message>
        <source>Take the window</source>
        <translation>更新为当前窗口</translation>
    </message>
    <message>
        <source>This step shows what is on screen now</source>
        <translation>这一步改为显示屏幕上现在的内容</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>This step comes earlier</source>
        <translation>这一步提前</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>This step comes later</source>
        <translation>这一步推后</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>This step goes</source>
        <translation>移除这一步</translation>
    </message>
    <message>
        <source>Title of the step</source>
        <translation>这一步的标题</translation>
    </message>
    <message>
        <source>What it says: **bold**, [words](term:attention), {p:Silver}</source>
        <translation>这一步的文字：**粗体**、[词语](term:attention)、{p:Silver}</translation>
    </message>
    <message>
        <source>A hint</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Play the lesson from this step on</source>
        <translation>从这一步开始播放课程</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save the lesson as one file</source>
        <translation>把课程保存为一个文件</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close the editor; the lesson stays until the window closes</source>
        <translation>关闭编辑器；课程保留到窗口关闭为止</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LessonList</name>
    <message>
        <source>Lessons</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>A lesson is played on this window. Space goes on, ← back; type a sentence of your own at any time.</source>
        <translation>课程就在这个窗口里进行。按空格键继续，按 ← 返回；随时可以输入你自己的句子。</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LessonMarks</name>
    <message>
        <source>Hidden until the answer is shown</source>
        <translation>显示答案后才可见</translation>
    </message>
    <message>
        <source>?
What do you think?</source>
        <translation>?
你怎么想？</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LessonPanel</name>
    <message>
        <source>✓ %1</source>
        <translation>✓ %1</translation>
    </message>
    <message>
        <source>%1 · %2 of %3</source>
        <translation>%1 · %2/%3</translation>
    </message>
    <message>
        <source>Votes for “%1”</source>
        <translation>“%1”的票数</translation>
    </message>
    <message>
        <source>How many of the class say so</source>
        <translation>全班有多少人这样认为</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>How far the lesson has come</source>
        <translation>课程的进度</translation>
    </message>
    <message>
        <source>Show the answer</source>
        <translation>显示答案</translation>
    </message>
    <message>
        <source>A hint</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Do it for me</source>
        <translation>替我做</translation>
    </message>
    <message>
        <source>The step before (←)</source>
        <translation>上一步（←）</translation>
    </message>
    <message>
        <source>Next →</source>
        <translation>下一步 →</translation>
    </message>
    <message>
        <source>The next step (→ or Space)</source>
        <translation>下一步（→ 或空格键）</translation>
    </message>
    <message>
        <source>Back to the start of this step</source>
        <translation>回到这一步的开头</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>On what stands here now this does not hold any more: %1</source>
        <translation>就现在的内容而言，这已不成立：%1</translation>
    </message>
    <message>
        <source>✓ Done</source>
        <translation>✓ 完成</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>结束</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LessonPlayer</name>
    <message>
        <source>This step cannot be shown.</source>
        <translation>无法显示这一步。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::LiveTarget</name>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Typed</source>
        <translation>键入</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>How the target comes about</source>
        <translation>目标文本怎样产生</translation>
    </message>
    <message>
        <source>Live: the model writes it, and anew with every edit. Typed: it stays what you type. Step: the model writes one token when you ask for it.</source>
        <translation>实时：由模型写出，每次编辑后重写。键入：保持你键入的内容。单步：你要求一次，模型写一个词元。</translation>
    </message>
    <message>
        <source>the target is not written: %1</source>
        <translation>没有写出目标文本：%1</translation>
    </message>
    <message>
        <source>the target stopped at its limit of %1 tokens</source>
        <translation>目标文本到达 %1 个词元的上限，已停止</translation>
    </message>
    <message>
        <source>the model ends the text here, with %1 of probability %2</source>
        <translation>模型在这里结束文本，%1 的概率为 %2</translation>
    </message>
    <message>
        <source>the target has as many tokens as the model writes</source>
        <translation>目标文本已达到模型能写的词元数</translation>
    </message>
    <message>
        <source>the next token</source>
        <translation>下一个词元</translation>
    </message>
    <message>
        <source>following the source</source>
        <translation>跟随源文本</translation>
    </message>
</context>
<context>
    <name>headlight::ui::MainWindow</name>
    <message>
        <source>Dropped</source>
        <translation>拖入的图片</translation>
    </message>
    <message>
        <source>no model is loaded</source>
        <translation>没有加载模型</translation>
    </message>
    <message>
        <source>The heatmaps are painted by the processor now: %1</source>
        <translation>热图现在由处理器绘制：%1</translation>
    </message>
    <message>
        <source>Pasted</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>Not computed before F8 froze the picture.</source>
        <translation>按 F8 定格画面之前没有计算。</translation>
    </message>
    <message>
        <source>The last pass did not keep it.</source>
        <translation>上次前向计算没有保留它。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::MatrixOptionsRow</name>
    <message>
        <source>Difference that the what-ifs make</source>
        <translation>假如带来的差异</translation>
    </message>
    <message>
        <source>After the what-ifs minus before (D)</source>
        <translation>假如之后减去之前（D）</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Hide special tokens</source>
        <translation>隐藏特殊词元</translation>
    </message>
    <message>
        <source>Hide special tokens ([CLS], &lt;s&gt;) in the matrix: each row is then divided by what is left of it</source>
        <translation>在矩阵中隐藏特殊词元（[CLS]、&lt;s&gt;）：每一行除以剩下的权重</translation>
    </message>
    <message>
        <source>What the cells hold</source>
        <translation>格子里是什么</translation>
    </message>
    <message>
        <source>Of which heads</source>
        <translation>取哪些头</translation>
    </message>
    <message>
        <source>One head</source>
        <translation>单个头</translation>
    </message>
    <message>
        <source>Mean of heads</source>
        <translation>各头平均</translation>
    </message>
    <message>
        <source>Largest of heads</source>
        <translation>各头最大</translation>
    </message>
    <message>
        <source>Of the pinned heads, or of all heads of the layer where none is pinned (P pins)</source>
        <translation>取已固定的头；没有固定的头时取该层所有头（按 P 固定）</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Scale of the colour map</source>
        <translation>色图的刻度</translation>
    </message>
    <message>
        <source> in the what-if</source>
        <translation>（假如）</translation>
    </message>
    <message>
        <source>%1: the pattern below is computed all the same</source>
        <translation>%1：下面的注意力模式照样计算</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Scores q·k/√d</source>
        <translation>分数 q·k/√d</translation>
    </message>
    <message>
        <source>Before softmax made weights of them</source>
        <translation>softmax 把它们变成权重之前</translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation>Rollout</translation>
    </message>
    <message>
        <source>Hide special</source>
        <translation>隐藏特殊词元</translation>
    </message>
</context>
<context>
    <name>headlight::ui::MatrixParts</name>
    <message>
        <source>Change, “%1” %2</source>
        <translation>变化，第 %2 行“%1”</translation>
    </message>
    <message>
        <source>Row “%1” %2</source>
        <translation>第 %2 行“%1”</translation>
    </message>
    <message>
        <source>%1 more, together</source>
        <translation>另外 %1 个，合计</translation>
    </message>
    <message>
        <source>%1, head %2</source>
        <translation>%1，头 %2</translation>
    </message>
    <message>
        <source>Not computed</source>
        <translation>未计算</translation>
    </message>
    <message>
        <source>masked: a later token</source>
        <translation>掩码：后面的词元</translation>
    </message>
    <message>
        <source>from before the last edit</source>
        <translation>上次编辑之前的结果</translation>
    </message>
    <message>
        <source>after − before</source>
        <translation>之后 − 之前</translation>
    </message>
    <message>
        <source>cut in the what-if</source>
        <translation>在假如中切断</translation>
    </message>
    <message>
        <source>of what is left</source>
        <translation>占剩余的比例</translation>
    </message>
    <message>
        <source>attention weight</source>
        <translation>注意力权重</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>place in the row</source>
        <translation>行内名次</translation>
    </message>
    <message>
        <source>before the what-ifs</source>
        <translation>假如之前</translation>
    </message>
    <message>
        <source>after</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>score q·k/√d, before softmax</source>
        <translation>分数 q·k/√d，softmax 之前</translation>
    </message>
    <message>
        <source>patch</source>
        <translation>图块</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>query: the %1 that looks</source>
        <translation>查询：在看的%1</translation>
    </message>
    <message>
        <source>query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>key: the %1 looked at</source>
        <translation>键：被看的%1</translation>
    </message>
    <message>
        <source>key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Attention is not an explanation.</source>
        <translation>注意力不等于解释。</translation>
    </message>
    <message>
        <source>Special tokens are hidden; each row is divided by what is left of it. %1</source>
        <translation>特殊词元已隐藏；每一行除以剩下的权重。%1</translation>
    </message>
    <message>
        <source>Special tokens are hidden. %1</source>
        <translation>特殊词元已隐藏。%1</translation>
    </message>
    <message>
        <source>%1 of this head’s weight rests on %2: mostly a sink, not a meaning. %3</source>
        <translation>这个头有 %1 的权重停在 %2 上：多半是注意力汇，没有含义。%3</translation>
    </message>
    <message>
        <source>%1 of this head’s weight rests on %2: that part is a sink, not a meaning. %3</source>
        <translation>这个头有 %1 的权重停在 %2 上：这部分是注意力汇，没有含义。%3</translation>
    </message>
    <message>
        <source>zoomed %1×: rows %2 to %3 of %4; 0 shows all</source>
        <translation>放大 %1×：第 %2 到 %3 行，共 %4 行；按 0 显示全部</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>头</translation>
    </message>
    <message>
        <source>after the what-ifs</source>
        <translation>假如之后</translation>
    </message>
    <message>
        <source>layer × head</source>
        <translation>层 × 头</translation>
    </message>
</context>
<context>
    <name>headlight::ui::MatrixValues</name>
    <message>
        <source>rollout up to layer %1</source>
        <translation>到第 %1 层的 rollout</translation>
    </message>
    <message>
        <source>%1, q·k/√d before softmax</source>
        <translation>%1，softmax 之前的 q·k/√d</translation>
    </message>
    <message>
        <source>the heads of layer %1</source>
        <translation>第 %1 层的头</translation>
    </message>
    <message>
        <source>%1 pinned heads</source>
        <translation>已固定的 %1 个头</translation>
    </message>
    <message>
        <source>mean of %1</source>
        <translation>%1的平均</translation>
    </message>
    <message>
        <source>largest of %1</source>
        <translation>%1的最大</translation>
    </message>
</context>
<context>
    <name>headlight::ui::MatrixView</name>
    <message>
        <source>Change, mean of %1 rows</source>
        <translation>变化，%1 行的平均</translation>
    </message>
    <message>
        <source>Mean of %1 rows</source>
        <translation>%1 行的平均</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>score q·k/√d</source>
        <translation>分数 q·k/√d</translation>
    </message>
    <message>
        <source>share by rollout</source>
        <translation>rollout 所占比例</translation>
    </message>
    <message>
        <source>mean weight</source>
        <translation>平均权重</translation>
    </message>
    <message>
        <source>largest weight</source>
        <translation>最大权重</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>矩阵</translation>
    </message>
    <message>
        <source>&amp;Matrix</source>
        <translation>矩阵(&amp;M)</translation>
    </message>
    <message>
        <source>One head, token by token</source>
        <translation>一个头，逐个词元</translation>
    </message>
    <message>
        <source>q·k/√d before softmax</source>
        <translation>softmax 之前的 q·k/√d</translation>
    </message>
    <message>
        <source>Attention matrix, layer %1, head %2</source>
        <translation>注意力矩阵，第 %1 层，头 %2</translation>
    </message>
    <message>
        <source>Rollout counts routes, the mean of each layer’s heads and the residual stream: no causes.</source>
        <translation>Rollout 只数路径（各层头的平均加上残差流），不说明因果。</translation>
    </message>
    <message>
        <source>Before softmax only the differences within a row count, not how large a score is.</source>
        <translation>在 softmax 之前，只有一行之内的差值有意义，分数的大小没有意义。</translation>
    </message>
    <message>
        <source>The largest weight of any of them: rows do not add up to 1. %1</source>
        <translation>取各头中最大的权重：每行加起来不等于 1。%1</translation>
    </message>
    <message>
        <source>A mean of heads hides what each of them does. %1</source>
        <translation>平均会掩盖每个头各自在做什么。%1</translation>
    </message>
    <message>
        <source>The scores of this head are not known.</source>
        <translation>这个头的分数未知。</translation>
    </message>
    <message>
        <source>Its weights are not the softmax of q·k/√d alone: places are added, or a what-if is on.</source>
        <translation>它的权重不只是 q·k/√d 的 softmax：还加上了位置，或者启用了假如。</translation>
    </message>
    <message>
        <source>No weight of this head changes.</source>
        <translation>这个头的权重没有变化。</translation>
    </message>
    <message>
        <source>The what-if takes effect after it: see a later layer.</source>
        <translation>这条假如在它之后才起作用：请看后面的层。</translation>
    </message>
    <message>
        <source>later tokens: masked, weight exactly 0</source>
        <translation>后面的词元：掩码，权重恰好为 0</translation>
    </message>
</context>
<context>
    <name>headlight::ui::MemoryNotice</name>
    <message>
        <source>There is no memory for everything that is shown of this %1.</source>
        <translation>内存不够存放此%1显示的全部内容。</translation>
    </message>
    <message>
        <source>There is no memory for the attention of this %1.</source>
        <translation>内存不够存放此%1的注意力。</translation>
    </message>
    <message>
        <source>There is memory for the attention of %1 of %2 layers.</source>
        <translation>内存够存放 %2 层中 %1 层的注意力。</translation>
    </message>
    <message>
        <source>The last pass did not keep it.</source>
        <translation>上次前向计算没有保留它。</translation>
    </message>
    <message>
        <source>All of it would take %1; the budget is %2</source>
        <translation>全部需要 %1；预算是 %2</translation>
    </message>
    <message>
        <source>%1 (Model → Memory for attention).</source>
        <translation>%1（模型 → 注意力内存）。</translation>
    </message>
    <message>
        <source>%1. What is left out is hatched; the predictions are whole.</source>
        <translation>%1。没有保留的部分画了斜线；预测是完整的。</translation>
    </message>
    <message>
        <source>Change the budget</source>
        <translation>更改预算</translation>
    </message>
    <message>
        <source>The attention of every layer is kept, so that views open at once. What does not fit is hatched; predictions are always whole.</source>
        <translation>保留每一层的注意力，视图就能立即打开。放不下的部分画斜线；预测始终完整。</translation>
    </message>
    <message>
        <source>What is shown takes %1 at %2 tokens (the one on screen and the one being computed), and %3 beside them for quick edits.</source>
        <translation>%2 个词元时，显示的内容占 %1（屏幕上的和正在计算的），另有 %3 用来加快编辑。</translation>
    </message>
    <message>
        <source>Memory for attention</source>
        <translation>注意力内存</translation>
    </message>
    <message>
        <source>Half of the memory that is free (%1 now)</source>
        <translation>空闲内存的一半（现在是 %1）</translation>
    </message>
    <message>
        <source>Half of the memory that is free (it cannot be read here)</source>
        <translation>空闲内存的一半（这里读不到数值）</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>最多</translation>
    </message>
    <message>
        <source>Megabytes</source>
        <translation>兆字节</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
</context>
<context>
    <name>headlight::ui::MessageStrip</name>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭这条消息</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ModelBar</name>
    <message>
        <source>Model and device</source>
        <translation>模型和设备</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The model (Ctrl+O opens another)</source>
        <translation>模型（按 Ctrl+O 打开另一个）</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>What computes</source>
        <translation>由什么来计算</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>How weights are kept: f32 is the reference; f16 and bf16 take half the memory, and an edit of a large model half the time</source>
        <translation>权重的保存方式：f32 是基准；f16 和 bf16 只占一半内存，大模型编辑一次也只要一半时间</translation>
    </message>
    <message>
        <source>%1 · built in</source>
        <translation>%1 · 自带</translation>
    </message>
    <message>
        <source>Open another…</source>
        <translation>打开其他…</translation>
    </message>
    <message>
        <source>Computes on: %1</source>
        <translation>计算设备：%1</translation>
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
        <source>For a projector: large type, thick lines</source>
        <translation>投影用：大字、粗线</translation>
    </message>
    <message>
        <source>%1 (Ctrl+T)</source>
        <translation>%1（Ctrl+T）</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ModelPanel</name>
    <message>
        <source>Weights, block by block</source>
        <translation>权重，逐块列出</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Parameters, shape</source>
        <translation>参数，形状</translation>
    </message>
    <message>
        <source>Reading the list of weights…</source>
        <translation>正在读取权重列表…</translation>
    </message>
    <message>
        <source>%1 tensors as they are stored, %2 numbers, %3</source>
        <translation>%1 个张量，按文件中的保存方式；%2 个数，%3</translation>
    </message>
    <message>
        <source>%1 numbers</source>
        <translation>%1 个数</translation>
    </message>
    <message>
        <source>%1: this model does not use it</source>
        <translation>%1：这个模型没有用到</translation>
    </message>
    <message>
        <source>reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>%1 (%2 %)</source>
        <translation>%1（%2 %）</translation>
    </message>
    <message>
        <source>smallest</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>std</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>zeros</source>
        <translation>零</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>损坏</translation>
    </message>
    <message>
        <source>%1 as %2. </source>
        <translation>%1，%2。</translation>
    </message>
    <message>
        <source>One cell is one number: %1 rows down, %2 columns across.</source>
        <translation>一格是一个数：纵向 %1 行，横向 %2 列。</translation>
    </message>
    <message>
        <source>One cell is the value farthest from 0 of %1 rows × %2 columns.</source>
        <translation>一格是 %1 行 × %2 列中离 0 最远的值。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::MoreOptions</name>
    <message>
        <source>More options</source>
        <translation>更多选项</translation>
    </message>
    <message>
        <source>More options: those that the window is too narrow for</source>
        <translation>更多选项：窗口太窄放不下的那些</translation>
    </message>
</context>
<context>
    <name>headlight::ui::NextToken</name>
    <message>
        <source>At “%1”, after “%2”</source>
        <translation>在“%1”处，“%2”之后</translation>
    </message>
    <message>
        <source>Next token</source>
        <translation>下一个词元</translation>
    </message>
    <message>
        <source>Next token after “%1”</source>
        <translation>“%1”之后的下一个词元</translation>
    </message>
    <message>
        <source>choosing a token</source>
        <translation>选择词元</translation>
    </message>
    <message>
        <source>“%1” stands there: %2. Click another bar to go on from there; undo takes it back.</source>
        <translation>那里是“%1”：%2。点另一个概率条，就从那里续写；撤销可以恢复。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Nothing</name>
    <message>
        <source>This model has a %1 head, which Headlight does not run: attention only, nothing is predicted.</source>
        <translation>这个模型带有 %1 输出头，Headlight 不能运行它：只有注意力，没有预测。</translation>
    </message>
    <message>
        <source>This model has no head: attention only. It turns a picture into vectors and predicts nothing.</source>
        <translation>这个模型没有输出头：只有注意力。它把图片变成向量，不做预测。</translation>
    </message>
    <message>
        <source>This model has no head: attention only. It turns a text into vectors and predicts nothing.</source>
        <translation>这个模型没有输出头：只有注意力。它把文本变成向量，不做预测。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Numbers</name>
    <message>
        <source>%1 blocks, one after the other.</source>
        <translation>%1 个块，一个接一个。</translation>
    </message>
    <message>
        <source>%1 tokens here, of a vocabulary of %2.</source>
        <translation>这里有 %1 个词元，词表共 %2 项。</translation>
    </message>
    <message>
        <source>The last one is %1, entry %2.</source>
        <translation>最后一个是%1，编号 %2。</translation>
    </message>
    <message>
        <source>%1 is no entry, so it is put together from entries: %2.</source>
        <translation>词表里没有%1这一项，所以由几项拼成：%2。</translation>
    </message>
    <message>
        <source>%1 is put together from entries here: %2.</source>
        <translation>这里的%1由词表的几项拼成：%2。</translation>
    </message>
    <message>
        <source>%1 × %2 = %3 patches of %4 × %5 pixels here.</source>
        <translation>这里有 %1 × %2 = %3 个图块，每块 %4 × %5 像素。</translation>
    </message>
    <message>
        <source>Each of the %1 rows becomes a vector of %2 numbers.</source>
        <translation>%1 行中的每一行变成一个有 %2 个数的向量。</translation>
    </message>
    <message>
        <source>%1 rows of %2 numbers each, through %3 blocks.</source>
        <translation>%1 行，每行 %2 个数，贯穿 %3 个块。</translation>
    </message>
    <message>
        <source>Behind layer %1 the vector of %2 is %3 long.</source>
        <translation>经过第 %1 层之后，%2的向量长 %3。</translation>
    </message>
    <message>
        <source>%1: %2 looks at %3.</source>
        <translation>%1：%2看向%3。</translation>
    </message>
    <message>
        <source>%1 layers of %2 heads, each of width d = %3.</source>
        <translation>%1 层，每层 %2 个头，每个头的宽度 d = %3。</translation>
    </message>
    <message>
        <source>%1 has logit %2.</source>
        <translation>%1的对数几率是 %2。</translation>
    </message>
    <message>
        <source>The logarithm of the sum over all %1 is %2.</source>
        <translation>对全部 %1 项取指数求和，再取对数，得 %2。</translation>
    </message>
    <message>
        <source>It is %1 now.</source>
        <translation>现在是 %1。</translation>
    </message>
    <message>
        <source>Nothing is cut off now.</source>
        <translation>现在什么也没有截掉。</translation>
    </message>
    <message>
        <source>%1 has p = %2 and is drawn with %3.</source>
        <translation>%1的 p = %2，抽中概率 %3。</translation>
    </message>
    <message>
        <source>%1 has p = %2: it would be a surprise of %3 bits.</source>
        <translation>%1的 p = %2：如果出现，惊异度是 %3 比特。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::OpenDialog</name>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Choose a weights file…</source>
        <translation>选择权重文件…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Choose a model at the left, a folder or a file. Nothing is loaded before you press Open.</source>
        <translation>在左边选择一个模型、文件夹或文件。按“打开”之前不会加载任何东西。</translation>
    </message>
    <message>
        <source>CHOSEN</source>
        <translation>所选</translation>
    </message>
    <message>
        <source>RECENT</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>BUILT IN</source>
        <translation>自带</translation>
    </message>
    <message>
        <source>ON THIS COMPUTER (HUGGING FACE CACHE)</source>
        <translation>本机（HUGGING FACE 缓存）</translation>
    </message>
    <message>
        <source>nothing in the cache</source>
        <translation>缓存中没有</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>Looking at %1…</source>
        <translation>正在查看 %1…</translation>
    </message>
    <message>
        <source>Open a model folder</source>
        <translation>打开模型文件夹</translation>
    </message>
    <message>
        <source>Open a weights file</source>
        <translation>打开权重文件</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.bin *.pt *.pth *.ckpt *.index.json);;All files (*)</source>
        <translation>权重 (*.safetensors *.bin *.pt *.pth *.ckpt *.index.json);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Opening</name>
    <message>
        <source>opening, %1</source>
        <translation>正在打开，%1</translation>
    </message>
    <message>
        <source>%1 is open</source>
        <translation>%1 已打开</translation>
    </message>
    <message>
        <source>Stop opening the model (Escape)</source>
        <translation>停止打开模型（Esc）</translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>opening was stopped</source>
        <translation>已停止打开</translation>
    </message>
    <message>
        <source>There is no model to start with.</source>
        <translation>没有启动时可用的模型。</translation>
    </message>
    <message>
        <source>“%1” cannot be used.</source>
        <translation>无法使用“%1”。</translation>
    </message>
    <message>
        <source>“%1” was not opened.</source>
        <translation>没有打开“%1”。</translation>
    </message>
    <message>
        <source>%1 is still loaded and your text is unchanged.</source>
        <translation>%1 仍在使用，你的文本没有改变。</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>没有加载模型。</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>选择另一个模型</translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Copy the details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>No model was found</source>
        <translation>没有找到模型</translation>
    </message>
    <message>
        <source>%1 was not opened</source>
        <translation>没有打开 %1</translation>
    </message>
    <message>
        <source>%1 stays in use</source>
        <translation>继续使用 %1</translation>
    </message>
    <message>
        <source>no model is loaded</source>
        <translation>没有加载模型</translation>
    </message>
    <message>
        <source>%1 stopped working; the CPU computes now.</source>
        <translation>%1 停止工作了；现在由 CPU 计算。</translation>
    </message>
    <message>
        <source>Your text and what is shown are kept.</source>
        <translation>你的文本和显示的内容都还在。</translation>
    </message>
    <message>
        <source>Try the device again</source>
        <translation>重试该设备</translation>
    </message>
</context>
<context>
    <name>headlight::ui::PaintReport</name>
    <message>
        <source>nothing recomputed, %1 layers kept</source>
        <translation>没有重算，保留 %1 层</translation>
    </message>
    <message>
        <source>1 row, %1 layers computed</source>
        <translation>1 行，计算 %1 层</translation>
    </message>
    <message>
        <source>all %1 rows</source>
        <translation>全部 %1 行</translation>
    </message>
    <message>
        <source>%1 of %2 rows</source>
        <translation>%2 行中的 %1 行</translation>
    </message>
    <message>
        <source>%1, 1 layer recomputed</source>
        <translation>%1，重算 1 层</translation>
    </message>
    <message>
        <source>%1, %2 layers recomputed</source>
        <translation>%1，重算 %2 层</translation>
    </message>
    <message>
        <source>%1 from layer %2 on recomputed, %3 kept</source>
        <translation>%1，从第 %2 层起重算，保留%3</translation>
    </message>
    <message>
        <source>layer 0</source>
        <translation>第 0 层</translation>
    </message>
    <message>
        <source>layers 0–%1</source>
        <translation>第 0–%1 层</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Vulkan</source>
        <translation>Vulkan</translation>
    </message>
    <message>
        <source>The pass took %1; the rest is %2 and painting</source>
        <translation>前向计算用时 %1；其余时间用于%2和绘图</translation>
    </message>
    <message>
        <source>Ready %1 s after the start · no network needed</source>
        <translation>启动后 %1 秒就绪 · 无需网络</translation>
    </message>
    <message>
        <source>From the start of the program to the first view: the model was read, and a pass of it took %1</source>
        <translation>从程序启动到第一次显示：读取模型，并做一次用时 %1 的前向计算</translation>
    </message>
    <message>
        <source>Shown %1 after the edit</source>
        <translation>编辑后 %1 显示</translation>
    </message>
    <message>
        <source>%1 computed in %2</source>
        <translation>%1 计算用时 %2</translation>
    </message>
</context>
<context>
    <name>headlight::ui::PassNotices</name>
    <message>
        <source>%1 tokens, the model takes %2</source>
        <translation>%1 个词元，模型最多 %2 个</translation>
    </message>
    <message>
        <source>The text is kept; what is shown is the last that was computed.</source>
        <translation>文本还在；显示的是上一次计算的结果。</translation>
    </message>
    <message>
        <source>The text is kept; nothing is computed.</source>
        <translation>文本还在；没有计算。</translation>
    </message>
    <message>
        <source>Use the last %1</source>
        <translation>使用最后 %1 个</translation>
    </message>
    <message>
        <source>Nothing is computed: %1</source>
        <translation>没有计算：%1</translation>
    </message>
    <message>
        <source>More than the %1 tokens that the model was made for</source>
        <translation>超过模型的设计长度（%1 个词元）</translation>
    </message>
    <message>
        <source>All of them are computed; what the model says of such a text may mean nothing.</source>
        <translation>全部照算；但模型对这么长的文本说的话可能没有意义。</translation>
    </message>
    <message>
        <source>This %1 could not be computed.</source>
        <translation>此%1无法计算。</translation>
    </message>
    <message>
        <source>This %1 could not be computed with these what-ifs.</source>
        <translation>在这些假如之下，此%1无法计算。</translation>
    </message>
    <message>
        <source>What is shown is of the %1 before the last edit.</source>
        <translation>显示的是上次编辑之前的%1。</translation>
    </message>
    <message>
        <source>this %1 could not be computed</source>
        <translation>此%1无法计算</translation>
    </message>
    <message>
        <source>Undo the edit</source>
        <translation>撤销编辑</translation>
    </message>
</context>
<context>
    <name>headlight::ui::PatchPlaces</name>
    <message>
        <source>row %1, col %2</source>
        <translation>第 %1 行，第 %2 列</translation>
    </message>
</context>
<context>
    <name>headlight::ui::PictureCanvas</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>bringing patches back</source>
        <translation>恢复图块</translation>
    </message>
    <message>
        <source>erasing patches</source>
        <translation>擦除图块</translation>
    </message>
    <message>
        <source>swapping patches</source>
        <translation>交换图块</translation>
    </message>
    <message>
        <source>row %1, column %2</source>
        <translation>第 %1 行，第 %2 列</translation>
    </message>
</context>
<context>
    <name>headlight::ui::PictureClass</name>
    <message>
        <source>Class of the picture</source>
        <translation>图片的类别</translation>
    </message>
    <message>
        <source>Find a class</source>
        <translation>查找类别</translation>
    </message>
    <message>
        <source>No class contains “%1”.</source>
        <translation>没有类别包含“%1”。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::PictureThumbs</name>
    <message>
        <source>Patch under the pointer, and the original</source>
        <translation>鼠标处的图块，以及原图</translation>
    </message>
    <message>
        <source>Under the pointer</source>
        <translation>鼠标处</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
</context>
<context>
    <name>headlight::ui::PipelineStrip</name>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>logits</source>
        <translation>对数几率</translation>
    </message>
    <message>
        <source>softmax</source>
        <translation>softmax</translation>
    </message>
    <message>
        <source>Nothing computed yet</source>
        <translation>还没有计算</translation>
    </message>
    <message>
        <source>The way through the model</source>
        <translation>数据穿过模型的路径</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>词元 %1</translation>
    </message>
    <message>
        <source>embedding</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>embed</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>embedding + position</source>
        <translation>嵌入 + 位置</translation>
    </message>
    <message>
        <source>patches + position</source>
        <translation>图块 + 位置</translation>
    </message>
    <message>
        <source>patches</source>
        <translation>图块</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>Pixels of each patch as a vector, its position’s vector added: site %1, %2</source>
        <translation>每个图块的像素变成向量，加上位置的向量：观测点 %1，%2</translation>
    </message>
    <message>
        <source>A vector for each token: site %1, %2</source>
        <translation>每个词元一个向量：观测点 %1，%2</translation>
    </message>
    <message>
        <source>A vector for each token; positions come in with attention: site %1, %2</source>
        <translation>每个词元一个向量；位置在注意力中加入：观测点 %1，%2</translation>
    </message>
    <message>
        <source>Token and position vectors added: site %1, %2</source>
        <translation>词元的向量与位置的向量相加：观测点 %1，%2</translation>
    </message>
    <message>
        <source>Units %1: one runs forward, one back, row after row: site %2, %3</source>
        <translation>单元 %1：一个向前，一个向后，逐行运行：观测点 %2，%3</translation>
    </message>
    <message>
        <source>Unit %1: what it reads of the %4 (filled), then its new state (outlined), row after row: site %2, %3</source>
        <translation>单元 %1：先是从 %4 读到的内容（实心），再是它的新状态（空心），逐行运行：观测点 %2，%3</translation>
    </message>
    <message>
        <source>Block %1: attention (filled), then MLP (outlined), each added to the residual stream and normed: site %2, %3</source>
        <translation>块 %1：先是注意力（实心），再是 MLP（空心），各自加到残差流并归一化：观测点 %2，%3</translation>
    </message>
    <message>
        <source>Block %1: attention (filled), then MLP (outlined), both added to the residual stream: site %2, %3</source>
        <translation>块 %1：先是注意力（实心），再是 MLP（空心），都加到残差流：观测点 %2，%3</translation>
    </message>
    <message>
        <source>Block %1: attention to its own rows, then to the %4’s (both filled), then MLP (outlined), each added to the residual stream and normed: site %2, %3</source>
        <translation>块 %1：先是对自己各行的注意力，再是对 %4 各行的注意力（均为实心），然后是 MLP（空心），各自加到残差流并归一化：观测点 %2，%3</translation>
    </message>
    <message>
        <source>Block %1: attention to its own rows, then to the %4’s (both filled), then MLP (outlined), each added to the residual stream: site %2, %3</source>
        <translation>块 %1：先是对自己各行的注意力，再是对 %4 各行的注意力（均为实心），然后是 MLP（空心），各自加到残差流：观测点 %2，%3</translation>
    </message>
    <message>
        <source>
Strip: the vector of %1, %2 numbers; each cell is the mean of its stretch, colours are relative to the largest</source>
        <translation>
色条：%1 的向量，%2 个数；每格是一段的平均，颜色以最大值为准</translation>
    </message>
    <message>
        <source>%1 rows: special tokens, then %2 × %3 patches</source>
        <translation>%1 行：先是特殊词元，然后是 %2 × %3 个图块</translation>
    </message>
    <message>
        <source>%1 tokens, as ids</source>
        <translation>%1 个词元，以编号表示</translation>
    </message>
    <message>
        <source>
Click to choose this layer</source>
        <translation>
点击选择这一层</translation>
    </message>
    <message>
        <source>Site %1, %2</source>
        <translation>观测点 %1，%2</translation>
    </message>
    <message>
        <source>%1
Bars: the %2 largest</source>
        <translation>%1
条形：最大的 %2 个</translation>
    </message>
    <message>
        <source>With the sliders applied, %1
Bars: the %2 largest</source>
        <translation>应用滑块之后，%1
条形：最大的 %2 个</translation>
    </message>
</context>
<context>
    <name>headlight::ui::PredictionBars</name>
    <message>
        <source>Next tokens</source>
        <translation>下一个词元</translation>
    </message>
    <message>
        <source>Tokens for this place</source>
        <translation>此处的词元</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>抽中</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>另外 %1 个</translation>
    </message>
    <message>
        <source>%1: probability %2, logit %3</source>
        <translation>%1：概率 %2，对数几率 %3</translation>
    </message>
    <message>
        <source>; cut off by the sliders</source>
        <translation>；被滑块截掉</translation>
    </message>
    <message>
        <source>; drawn with %1</source>
        <translation>；抽中概率 %1</translation>
    </message>
    <message>
        <source>; before the what-ifs %1, logit %2</source>
        <translation>；假如之前 %1，对数几率 %2</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>“%1”, label %2</source>
        <translation>“%1”，标签 %2</translation>
    </message>
    <message>
        <source>“%1”, from token %2 on</source>
        <translation>“%1”，从词元 %2 起</translation>
    </message>
    <message>
        <source>“%1”, token id %2</source>
        <translation>“%1”，词元编号 %2</translation>
    </message>
    <message>
        <source>
before → after the what-ifs</source>
        <translation>
假如之前 → 之后</translation>
    </message>
    <message>
        <source>
logit %1</source>
        <translation>
对数几率 %1</translation>
    </message>
    <message>
        <source>
probability %1</source>
        <translation>
概率 %1</translation>
    </message>
    <message>
        <source>
drawn, after the sliders, with %1</source>
        <translation>
应用滑块后，抽中概率 %1</translation>
    </message>
    <message>
        <source>
it stands there</source>
        <translation>
现在就是它</translation>
    </message>
    <message>
        <source>
cut off by top-k or top-p: cannot be drawn</source>
        <translation>
被 top-k 或 top-p 截掉：不能抽中</translation>
    </message>
    <message>
        <source>
Click to append it</source>
        <translation>
点击追加到文本</translation>
    </message>
    <message>
        <source>
Click to put it there</source>
        <translation>
点击放到那里</translation>
    </message>
</context>
<context>
    <name>headlight::ui::PredictionsPanel</name>
    <message>
        <source>p: %1
drawn: %2
What is cut off is pale. Hover a bar for its logit: %3</source>
        <translation>p：%1
抽中：%2
被截掉的颜色较淡。鼠标停在条上可以看对数几率：%3</translation>
    </message>
    <message>
        <source>Find a token</source>
        <translation>查找词元</translation>
    </message>
    <message>
        <source>Find a token in the predictions</source>
        <translation>在预测中查找词元</translation>
    </message>
    <message>
        <source>Part of a token, or its id (Ctrl+F)</source>
        <translation>词元的一部分，或它的编号（Ctrl+F）</translation>
    </message>
    <message>
        <source>How the second text goes with the first</source>
        <translation>第二段文本与第一段的关系</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Next token</source>
        <translation>下一个词元</translation>
    </message>
    <message>
        <source>Draw the next token with this seed and append it (Ctrl+Return)</source>
        <translation>用这个种子抽出下一个词元并追加（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Another seed</source>
        <translation>换一个种子</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>drawing a token</source>
        <translation>抽词元</translation>
    </message>
</context>
<context>
    <name>headlight::ui::PredictionsPanel::BeforeAfter</name>
    <message>
        <source>Tick and outline: before the what-ifs; filled: after</source>
        <translation>刻线和轮廓：假如之前；实心：之后</translation>
    </message>
    <message>
        <source>before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>after the what-ifs</source>
        <translation>假如之后</translation>
    </message>
</context>
<context>
    <name>headlight::ui::RangeChooser</name>
    <message>
        <source>Range per row</source>
        <translation>每行的范围</translation>
    </message>
    <message>
        <source>Own range</source>
        <translation>各自的范围</translation>
    </message>
    <message>
        <source>Own, 99 %</source>
        <translation>各自，99 %</translation>
    </message>
    <message>
        <source>Shared range</source>
        <translation>共用范围</translation>
    </message>
    <message>
        <source>Each row from 0 to its own largest weight: where a token looks shows in every head, how strongly does not</source>
        <translation>每行从 0 到自己的最大权重：每个头都看得出词元看向哪里，但看不出强弱</translation>
    </message>
    <message>
        <source>Each head from 0 to its largest weight; rows that see one key do not count, since their weight is 1 whatever the head does</source>
        <translation>每个头从 0 到自己的最大权重；只看到一个键的行不算，因为不管头做什么，它的权重都是 1</translation>
    </message>
    <message>
        <source>Each head from 0 to the weight that 99 % of its weights stay below; the rest looks the same</source>
        <translation>每个头从 0 到它 99 % 的权重都不超过的值；更大的看起来都一样</translation>
    </message>
    <message>
        <source>All heads from 0 to the largest weight of all: weak heads look weak</source>
        <translation>所有头从 0 到其中最大的权重：弱的头看起来就弱</translation>
    </message>
    <message>
        <source>Range of the colour map</source>
        <translation>色图的范围</translation>
    </message>
</context>
<context>
    <name>headlight::ui::Reading</name>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Find a label</source>
        <translation>查找标签</translation>
    </message>
</context>
<context>
    <name>headlight::ui::SessionFiles</name>
    <message>
        <source>Save the session</source>
        <translation>保存会话</translation>
    </message>
    <message>
        <source>Headlight sessions (*%1)</source>
        <translation>Headlight 会话 (*%1)</translation>
    </message>
    <message>
        <source>nothing is saved while no model is open</source>
        <translation>没有打开模型时不会保存</translation>
    </message>
    <message>
        <source>%1 was not saved.</source>
        <translation>没有保存%1。</translation>
    </message>
    <message>
        <source>Your work is still here.</source>
        <translation>你的工作还在这里。</translation>
    </message>
    <message>
        <source>Save it elsewhere</source>
        <translation>保存到别处</translation>
    </message>
    <message>
        <source>saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Open a session</source>
        <translation>打开会话</translation>
    </message>
    <message>
        <source>Headlight sessions (*%1);;All files (*)</source>
        <translation>Headlight 会话 (*%1);;所有文件 (*)</translation>
    </message>
    <message>
        <source>looking for the model of %1</source>
        <translation>正在寻找 %1 的模型</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的更改</translation>
    </message>
    <message>
        <source>%1 has changes that are not saved.</source>
        <translation>%1 有未保存的更改。</translation>
    </message>
    <message>
        <source>%1 was not opened.</source>
        <translation>没有打开%1。</translation>
    </message>
    <message>
        <source>Your work is unchanged.</source>
        <translation>你的工作没有改变。</translation>
    </message>
    <message>
        <source>Choose another file</source>
        <translation>换一个文件</translation>
    </message>
    <message>
        <source>%1 waits for its model.</source>
        <translation>%1 在等它的模型。</translation>
    </message>
    <message>
        <source>It is of %1, which was in %2. No model that is known here has these weights (%3).</source>
        <translation>它属于 %1，原来在 %2。这里已知的模型都没有这些权重（%3）。</translation>
    </message>
    <message>
        <source>a model</source>
        <translation>某个模型</translation>
    </message>
    <message>
        <source>Choose its folder</source>
        <translation>选择它的文件夹</translation>
    </message>
    <message>
        <source>The model of this session</source>
        <translation>这个会话的模型</translation>
    </message>
    <message>
        <source>%1 is of another model.</source>
        <translation>%1 属于另一个模型。</translation>
    </message>
    <message>
        <source>The weights in %1 are not those that it was made with (%2): what is shown would be something else.</source>
        <translation>%1 中的权重不是这个会话所用的权重（%2）：显示出来的会是另一回事。</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>选择另一个文件夹</translation>
    </message>
    <message>
        <source>Open it with these weights</source>
        <translation>用这些权重打开</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ShelfActions</name>
    <message>
        <source>the picture in the input</source>
        <translation>输入中的图片</translation>
    </message>
    <message>
        <source>a sample</source>
        <translation>示例</translation>
    </message>
</context>
<context>
    <name>headlight::ui::ShelfPanel</name>
    <message>
        <source>The shelf</source>
        <translation>素材架</translation>
    </message>
    <message>
        <source>Nothing yet for this model. Put there what stands in the input.</source>
        <translation>还没有适合这个模型的素材。可以把输入里的内容放上来。</translation>
    </message>
    <message>
        <source>Sentences and pictures that show something</source>
        <translation>能看出些什么的句子和图片</translation>
    </message>
    <message>
        <source>What to look for, in one line</source>
        <translation>要看什么，用一行写</translation>
    </message>
    <message>
        <source>Put it on the shelf</source>
        <translation>放上素材架</translation>
    </message>
    <message>
        <source>Take this one off</source>
        <translation>取下这一个</translation>
    </message>
    <message>
        <source>Only what you put there yourself (Delete)</source>
        <translation>只能取下你自己放上的（Delete）</translation>
    </message>
    <message>
        <source>Put there now: %1</source>
        <translation>现在放上：%1</translation>
    </message>
</context>
<context>
    <name>headlight::ui::SourceLight</name>
    <message>
        <source>Point at a token of the target: what the model looked at lights up.</source>
        <translation>指向目标文本的一个词元：模型看过的地方会亮起来。</translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>layer %2, mean of %1 heads</source>
        <translation>第 %2 层，%1 个头的平均</translation>
    </message>
    <message>
        <source>head L%1H%2</source>
        <translation>头 L%1H%2</translation>
    </message>
    <message>
        <source>%1: %2; %3</source>
        <translation>%1：%2；%3</translation>
    </message>
    <message>
        <source> &lt;a href=&quot;head&quot;&gt;One head&lt;/a&gt;</source>
        <translation> &lt;a href=&quot;head&quot;&gt;单个头&lt;/a&gt;</translation>
    </message>
    <message>
        <source> &lt;a href=&quot;mean&quot;&gt;Mean of the heads&lt;/a&gt;</source>
        <translation> &lt;a href=&quot;mean&quot;&gt;各头平均&lt;/a&gt;</translation>
    </message>
</context>
<context>
    <name>headlight::ui::StagesOptionsRow</name>
    <message>
        <source>How far the head is followed</source>
        <translation>把这个头跟到哪一步</translation>
    </message>
    <message>
        <source>Space: the next step, Backspace: the one before</source>
        <translation>空格：下一步；退格：上一步</translation>
    </message>
    <message>
        <source>Go on by itself</source>
        <translation>自动前进</translation>
    </message>
    <message>
        <source>Step after step, slowly; again: stop</source>
        <translation>一步一步慢慢走；再按一次停止</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>q, k, v</source>
        <translation>q, k, v</translation>
    </message>
    <message>
        <source>q · k</source>
        <translation>q · k</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>softmax</source>
        <translation>softmax</translation>
    </message>
    <message>
        <source>× v</source>
        <translation>× v</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
</context>
<context>
    <name>headlight::ui::StagesParts</name>
    <message>
        <source>+ position</source>
        <translation>+ 位置</translation>
    </message>
    <message>
        <source> + position</source>
        <translation> + 位置</translation>
    </message>
    <message>
        <source>asks</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>query q, %1 numbers, compared with every key below</source>
        <translation>查询 q，%1 个数，与下面每个键比较</translation>
    </message>
    <message>
        <source>weight × v</source>
        <translation>权重 × v</translation>
    </message>
    <message>
        <source>value v</source>
        <translation>值 v</translation>
    </message>
    <message>
        <source>key k</source>
        <translation>键 k</translation>
    </message>
    <message>
        <source>q · k</source>
        <translation>q · k</translation>
    </message>
    <message>
        <source>score</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>softmax: weight</source>
        <translation>softmax：权重</translation>
    </message>
    <message>
        <source>↑ %1 more</source>
        <translation>↑ %1 个</translation>
    </message>
    <message>
        <source>↓ %1 more</source>
        <translation>↓ %1 个</translation>
    </message>
    <message>
        <source>%1 others</source>
        <translation>其余 %1 个</translation>
    </message>
    <message>
        <source>masked: “%1” may not look there, so the weight is exactly 0</source>
        <translation>掩码：“%1”不许看那里，所以权重恰好是 0</translation>
    </message>
    <message>
        <source>sum %1</source>
        <translation>合计 %1</translation>
    </message>
    <message>
        <source>output z of this head:</source>
        <translation>这个头的输出 z：</translation>
    </message>
    <message>
        <source>number %1</source>
        <translation>第 %1 个数</translation>
    </message>
    <message>
        <source>all %1, together q · k</source>
        <translation>全部 %1 个，合计 q · k</translation>
    </message>
    <message>
        <source>position adds</source>
        <translation>位置加上</translation>
    </message>
    <message>
        <source>score (%1)</source>
        <translation>分数（%1）</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
</context>
<context>
    <name>headlight::ui::StagesView</name>
    <message>
        <source>Stages</source>
        <translation>分步</translation>
    </message>
    <message>
        <source>S&amp;tages</source>
        <translation>分步(&amp;T)</translation>
    </message>
    <message>
        <source>One head, step by step, with its numbers</source>
        <translation>一个头，一步一步，带着它的数值</translation>
    </message>
    <message>
        <source>numbers of keys; queries and values reach to their own largest</source>
        <translation>键的数值；查询和值以各自的最大值为准</translation>
    </message>
    <message>
        <source>One head step by step, layer %1, head %2, step %3 of %4</source>
        <translation>一个头分步显示，第 %1 层，头 %2，第 %3 步，共 %4 步</translation>
    </message>
    <message>
        <source>“%1” asks with its query q. Every token that it may see offers a key k and a value v.</source>
        <translation>“%1”用它的查询 q 提问。它能看到的每个词元给出一个键 k 和一个值 v。</translation>
    </message>
    <message>
        <source> Here these come from the other text, as the %1 leaves it.</source>
        <translation>这里它们来自另一段文本，是 %1 的输出。</translation>
    </message>
    <message>
        <source> %1 heads share these keys and values.</source>
        <translation>%1 个头共用这些键和值。</translation>
    </message>
    <message>
        <source>q · k: the query times the key, number by number, added up. Vectors that point the same way give much. Point at a line to see it.</source>
        <translation>q · k：查询与键逐个数相乘，再加起来。方向相同的向量得到的多。指向一行可以查看。</translation>
    </message>
    <message>
        <source>One key alone: its weight is 1 whatever the score.</source>
        <translation>只有一个键：不管分数多少，权重都是 1。</translation>
    </message>
    <message>
        <source>These weights do not follow from q · k: a what-if changed them, or the model adds what is not known here. So no score is shown.</source>
        <translation>这些权重不是由 q · k 得来的：假如改变了它们，或者模型加上了这里不知道的东西。所以不显示分数。</translation>
    </message>
    <message>
        <source>The score is q · k and what this head learned for the distance between the two tokens.</source>
        <translation>分数是 q · k 加上这个头为两个词元的距离学到的量。</translation>
    </message>
    <message>
        <source>%1: the more numbers a vector has, the larger the sums; the root makes up for it.</source>
        <translation>%1：向量里的数越多，和就越大；除以根号来抵消。</translation>
    </message>
    <message>
        <source>%1: not the usual root, but this is what leads from q · k to the weights.</source>
        <translation>%1：不是通常的根号，但从 q · k 到权重就是这样来的。</translation>
    </message>
    <message>
        <source>“%1” sees no later token, and no more than %2 in all, its own place counted.</source>
        <translation>“%1”看不到后面的词元，连同自己最多看到 %2 个。</translation>
    </message>
    <message>
        <source>“%1” sees no later token: it must not know what it is to predict.</source>
        <translation>“%1”看不到后面的词元：它不能知道自己要预测什么。</translation>
    </message>
    <message>
        <source>Nothing is masked here: every token sees every other, before and after it.</source>
        <translation>这里没有掩码：每个词元都能看到前后的所有词元。</translation>
    </message>
    <message>
        <source>softmax makes of %1 scores weights that add up to 1. A score that is a little larger gets much more.</source>
        <translation>softmax 把 %1 个分数变成加起来等于 1 的权重。分数大一点，权重就大很多。</translation>
    </message>
    <message>
        <source>weight × v: of every value as much as its weight says. What has no weight has gone pale.</source>
        <translation>权重 × v：每个值按权重取用。没有权重的变淡了。</translation>
    </message>
    <message>
        <source>The sum is what this head says for “%1”: its output z. A matrix then adds it to the residual stream.</source>
        <translation>它们的和就是这个头对“%1”说的话：它的输出 z。接着由一个矩阵把它加到残差流里。</translation>
    </message>
    <message>
        <source>This attention adds query and key instead of multiplying them.</source>
        <translation>这种注意力把查询和键相加，而不是相乘。</translation>
    </message>
    <message>
        <source>Not computed. %1</source>
        <translation>未计算。%1</translation>
    </message>
    <message>
        <source>L%1H%2 · %3 · row %4</source>
        <translation>L%1H%2 · %3 · 第 %4 行</translation>
    </message>
</context>
<context>
    <name>headlight::ui::StaleOverlay</name>
    <message>
        <source>from before the last edit</source>
        <translation>上次编辑之前的结果</translation>
    </message>
    <message>
        <source>computing, %1 ms</source>
        <translation>计算中，%1 ms</translation>
    </message>
</context>
<context>
    <name>headlight::ui::StatusLine</name>
    <message>
        <source>Opening the model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>How far the model has been opened</source>
        <translation>模型打开的进度</translation>
    </message>
    <message>
        <source>Stop opening the model</source>
        <translation>停止打开模型</translation>
    </message>
</context>
<context>
    <name>headlight::ui::TargetControls</name>
    <message>
        <source>Next token</source>
        <translation>下一个词元</translation>
    </message>
    <message>
        <source>Follow again</source>
        <translation>重新跟随</translation>
    </message>
    <message>
        <source>The model writes one token, and the lens shows where it looked (Space)</source>
        <translation>模型写一个词元，镜头显示它看了哪里（空格）</translation>
    </message>
    <message>
        <source>Lets the target follow its source again: the tokens that you put there are forgotten</source>
        <translation>让目标文本重新跟随源文本：你放进去的词元会被忘掉</translation>
    </message>
    <message>
        <source>Beams</source>
        <translation>束宽</translation>
    </message>
    <message>
        <source>How many texts are searched side by side. 1: the likeliest token each time. From 2 on the Beams panel shows all that was weighed.</source>
        <translation>同时搜索多少条文本。1：每次取最可能的词元。从 2 起，“束搜索”面板显示权衡过的全部候选。</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
</context>
<context>
    <name>headlight::ui::TextDocument</name>
    <message>
        <source>deleting</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>typing</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>replacing a token</source>
        <translation>替换词元</translation>
    </message>
    <message>
        <source>choosing a token</source>
        <translation>选择词元</translation>
    </message>
    <message>
        <source>showing a token again</source>
        <translation>重新显示词元</translation>
    </message>
    <message>
        <source>masking a token</source>
        <translation>遮住词元</translation>
    </message>
    <message>
        <source>removing a token</source>
        <translation>移除词元</translation>
    </message>
    <message>
        <source>using the last %1 tokens</source>
        <translation>使用最后 %1 个词元</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>cutting the text into tokens</source>
        <translation>把文本切成词元</translation>
    </message>
</context>
<context>
    <name>headlight::ui::TextEditor</name>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>The text ends in a space; the model expects the space in the next word.</source>
        <translation>文本以空格结尾，而模型习惯把空格算在下一个词里。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the space at the end of the text</source>
        <translation>移除文本末尾的空格</translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation>惊异度</translation>
    </message>
    <message>
        <source>Colour the tokens by their surprise</source>
        <translation>按惊异度给词元上色</translation>
    </message>
    <message>
        <source>a sample</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>No token yet</source>
        <translation>还没有词元</translation>
    </message>
    <message>
        <source>This model starts from nothing: type a sentence, or start with one of these:</source>
        <translation>这个模型从空白开始：输入一个句子，或从下面选一个：</translation>
    </message>
    <message>
        <source>Nothing typed yet</source>
        <translation>还没有输入</translation>
    </message>
    <message>
        <source>The tokenizer puts %1 around every text. Between them there is nothing to look at yet. Type a sentence, or start with one of these:</source>
        <translation>分词器在每段文本两头加上 %1，中间还没有内容可看。输入一个句子，或从下面选一个：</translation>
    </message>
    <message>
        <source> and </source>
        <translation> 和 </translation>
    </message>
    <message>
        <source>One token so far</source>
        <translation>目前只有一个词元</translation>
    </message>
    <message>
        <source>The model always gets %1. With nothing else to look at, every head puts weight 1.00 on it, so there is nothing to show yet. Type a sentence, or start with one of these:</source>
        <translation>模型总会得到 %1。没有别的可看，每个头都给它权重 1.00，所以还没有可显示的内容。输入一个句子，或从下面选一个：</translation>
    </message>
    <message>
        <source>With nothing else to look at, every head puts weight 1.00 on it, so there is nothing to show yet. Type on, or start with one of these:</source>
        <translation>没有别的可看，每个头都给它权重 1.00，所以还没有可显示的内容。继续输入，或从下面选一个：</translation>
    </message>
    <message>
        <source>Added by the tokenizer: the model gets it with every text.</source>
        <translation>由分词器加上：每段文本都带着它交给模型。</translation>
    </message>
    <message>
        <source>This model’s folder has no tokenizer: write token ids, numbers with spaces between them.</source>
        <translation>这个模型的文件夹里没有分词器：请写词元编号，用空格隔开的数字。</translation>
    </message>
    <message>
        <source>Below each token its surprise in bits, behind it a tint of it, from 0 to %1 and more; the first has none.</source>
        <translation>词元下面是以比特计的惊异度，背景按它着色，从 0 到 %1 及以上；第一个词元没有。</translation>
    </message>
    <message>
        <source>Below each token its likeliest label. Click one to see all its labels, right-click to replace it.</source>
        <translation>词元下面是它最可能的标签。点击可看全部标签，右键可替换。</translation>
    </message>
    <message>
        <source>Click a token to mask it; a click on a masked one shows its bars, another one what it hides. Right-click to replace it.</source>
        <translation>点一个词元可以遮住它；点遮住的词元看它的概率条，再点一次看它遮住了什么。右键可替换。</translation>
    </message>
    <message>
        <source>Click a token to see what else could stand there, right-click to replace it.</source>
        <translation>点一个词元看看那里还可以是什么，右键可替换。</translation>
    </message>
    <message>
        <source>· is a leading space. </source>
        <translation>· 表示开头的空格。</translation>
    </message>
    <message>
        <source>Click a token to replace it, right-click to mask it.</source>
        <translation>点一个词元可以替换它，右键可遮住它。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::TextInput</name>
    <message>
        <source>Text input</source>
        <translation>文本输入</translation>
    </message>
    <message>
        <source>Every change is computed at once</source>
        <translation>每次改动都立即计算</translation>
    </message>
    <message>
        <source>Type or paste a text</source>
        <translation>输入或粘贴一段文本</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
</context>
<context>
    <name>headlight::ui::TextLabel</name>
    <message>
        <source>How the second text goes with the first</source>
        <translation>第二段文本与第一段的关系</translation>
    </message>
    <message>
        <source>Label of the text</source>
        <translation>文本的标签</translation>
    </message>
    <message>
        <source>This model says how a second text goes with the first: write one below the text.</source>
        <translation>这个模型判断第二段文本与第一段的关系：在文本下面写一段。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::TokenBars</name>
    <message>
        <source>Find a token</source>
        <translation>查找词元</translation>
    </message>
    <message>
        <source>probability %1, place %2 of %3</source>
        <translation>概率 %1，第 %2 位，共 %3 个</translation>
    </message>
    <message>
        <source>Nothing computed yet.</source>
        <translation>还没有计算。</translation>
    </message>
    <message>
        <source>No token of this vocabulary contains “%1”.</source>
        <translation>这个词表中没有词元包含“%1”。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::TokenChips</name>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>token %1 of %2: %3, id %4</source>
        <translation>第 %1 个词元，共 %2 个：%3，编号 %4</translation>
    </message>
    <message>
        <source>, masked</source>
        <translation>，已遮住</translation>
    </message>
    <message>
        <source>Replace “%1” by another token…</source>
        <translation>把“%1”换成另一个词元…</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Show this token to the others again</source>
        <translation>让其他词元重新看到它</translation>
    </message>
    <message>
        <source>Show the masked token again</source>
        <translation>显示被遮住的词元</translation>
    </message>
    <message>
        <source>Mask this token</source>
        <translation>遮住这个词元</translation>
    </message>
    <message>
        <source>Unlock its row</source>
        <translation>解锁它的行</translation>
    </message>
    <message>
        <source>Lock its row in the matrix</source>
        <translation>在矩阵中锁定它的行</translation>
    </message>
    <message>
        <source>Row %1, token id %2</source>
        <translation>第 %1 行，词元编号 %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Added by the tokenizer: the model gets it with every text</source>
        <translation>由分词器加上：每段文本都带着它交给模型</translation>
    </message>
    <message>
        <source>Chosen by id: stays this token whatever stands beside it</source>
        <translation>按编号选定：不管旁边是什么，它都是这个词元</translation>
    </message>
    <message>
        <source>Masked: no other row looks at it (the What-if list shows it again)</source>
        <translation>已遮住：其他行都不看它（在假如列表中可以重新显示）</translation>
    </message>
    <message>
        <source>Beyond the model&apos;s context of %1</source>
        <translation>超出模型的上下文长度 %1</translation>
    </message>
    <message>
        <source>The model’s likeliest label: %1</source>
        <translation>模型认为最可能的标签：%1</translation>
    </message>
    <message>
        <source>Put here by you: the model wrote what comes after it</source>
        <translation>由你放入：后面的内容是模型写的</translation>
    </message>
    <message>
        <source>Looked at with weight %1</source>
        <translation>看它的权重是 %1</translation>
    </message>
    <message>
        <source>Click to see what else could stand there</source>
        <translation>点击看看那里还可以是什么</translation>
    </message>
    <message>
        <source>Click to see its labels</source>
        <translation>点击查看它的标签</translation>
    </message>
    <message>
        <source>Hides a token: click to show it again</source>
        <translation>遮住了一个词元：点击重新显示</translation>
    </message>
    <message>
        <source>Hides a token: click to see what the model expects here</source>
        <translation>遮住了一个词元：点击看模型认为这里是什么</translation>
    </message>
    <message>
        <source>Click to mask it</source>
        <translation>点击遮住它</translation>
    </message>
    <message>
        <source>Click to replace it</source>
        <translation>点击替换它</translation>
    </message>
</context>
<context>
    <name>headlight::ui::TokenPicker</name>
    <message>
        <source>Replace a token</source>
        <translation>替换词元</translation>
    </message>
    <message>
        <source>Replace by</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Part of a token, or its id</source>
        <translation>词元的一部分，或它的编号</translation>
    </message>
    <message>
        <source>Token to search for</source>
        <translation>要查找的词元</translation>
    </message>
    <message>
        <source>“%1” is no token by itself. Choose one that holds it.</source>
        <translation>“%1”本身不是一个词元。请选择一个包含它的词元。</translation>
    </message>
    <message>
        <source>No token holds “%1”.</source>
        <translation>没有词元包含“%1”。</translation>
    </message>
</context>
<context>
    <name>headlight::ui::View</name>
    <message>
        <source>Layer %1, head %2</source>
        <translation>第 %1 层，头 %2</translation>
    </message>
    <message>
        <source>%1, attention %2</source>
        <translation>%1，注意力 %2</translation>
    </message>
    <message>
        <source>, mean distance %1 %2</source>
        <translation>，平均距离 %1 个%2</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>: mean entropy %1 bits%2, mass on first token %3, largest weight %4</source>
        <translation>：平均熵 %1 比特%2，首个词元的权重 %3，最大权重 %4</translation>
    </message>
</context>
<context>
    <name>headlight::ui::WeightMap</name>
    <message>
        <source>Heatmap of the weight</source>
        <translation>权重的热图</translation>
    </message>
    <message>
        <source>row %1, column %2: %3</source>
        <translation>第 %1 行，第 %2 列：%3</translation>
    </message>
    <message>
        <source>NaN or infinite</source>
        <translation>NaN 或无穷大</translation>
    </message>
</context>
<context>
    <name>headlight::ui::WhatIfActions</name>
    <message>
        <source>Switch off %1</source>
        <translation>关掉 %1</translation>
    </message>
    <message>
        <source>Scale %1…</source>
        <translation>缩放 %1…</translation>
    </message>
    <message>
        <source>Switch off the attention of layer %1</source>
        <translation>关掉第 %1 层的注意力</translation>
    </message>
    <message>
        <source>Switch off the MLP of layer %1</source>
        <translation>关掉第 %1 层的 MLP</translation>
    </message>
    <message>
        <source>Open %1 in Matrix</source>
        <translation>在矩阵中打开 %1</translation>
    </message>
    <message>
        <source>Pin %1</source>
        <translation>固定 %1</translation>
    </message>
    <message>
        <source>Cut %1 in %2</source>
        <translation>在 %2 中切断 %1</translation>
    </message>
    <message>
        <source>Cut it in every head of layer %1</source>
        <translation>在第 %1 层的所有头中切断</translation>
    </message>
    <message>
        <source>Cut it everywhere</source>
        <translation>处处切断</translation>
    </message>
    <message>
        <source>Show %1 again</source>
        <translation>重新显示 %1</translation>
    </message>
    <message>
        <source>Hide %1 from all rows</source>
        <translation>对所有行隐藏 %1</translation>
    </message>
    <message>
        <source>Show token %1 again</source>
        <translation>重新显示词元 %1</translation>
    </message>
    <message>
        <source>Mask token %1</source>
        <translation>遮住词元 %1</translation>
    </message>
</context>
<context>
    <name>headlight::ui::WhatIfPanel</name>
    <message>
        <source>What if</source>
        <translation>假如</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add a what-if</source>
        <translation>添加假如</translation>
    </message>
    <message>
        <source>Scale a head, a layer’s attention or MLP, or the temperature of attention</source>
        <translation>缩放一个头、一层的注意力或 MLP，或者注意力的温度</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>全部清除</translation>
    </message>
    <message>
        <source>Clear all what-ifs</source>
        <translation>清除全部假如</translation>
    </message>
    <message>
        <source>Take all what-ifs out (Undo brings them back)</source>
        <translation>移除全部假如（可以撤销）</translation>
    </message>
    <message>
        <source>Switch off a head, cut an edge, hide a patch: the bars show before and after. Click a head and press X, right-click a head or a patch, or choose Add.</source>
        <translation>关掉一个头、切断一条边、隐藏一个图块：概率条显示之前和之后。点一个头再按 X，在头或图块上点右键，或者选“添加”。</translation>
    </message>
    <message>
        <source>Switch off a head, cut an edge, mask a token: the bars show before and after. Click a head and press X, right-click a head, a cell or a token, or choose Add.</source>
        <translation>关掉一个头、切断一条边、遮住一个词元：概率条显示之前和之后。点一个头再按 X，在头、格子或词元上点右键，或者选“添加”。</translation>
    </message>
    <message>
        <source>not in this model</source>
        <translation>这个模型里没有</translation>
    </message>
    <message>
        <source>beyond the %1</source>
        <translation>超出了%1</translation>
    </message>
    <message>
        <source>L%1H%2, the chosen head</source>
        <translation>L%1H%2，所选的头</translation>
    </message>
    <message>
        <source>&amp;Head…</source>
        <translation>头(&amp;H)…</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>Head %1</source>
        <translation>头 %1</translation>
    </message>
    <message>
        <source>&amp;Attention of layer…</source>
        <translation>层的注意力(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;MLP of layer…</source>
        <translation>层的 MLP(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Temperature of attention…</source>
        <translation>注意力的温度(&amp;T)…</translation>
    </message>
    <message>
        <source>Every layer</source>
        <translation>每一层</translation>
    </message>
    <message>
        <source>&amp;Relative position bias…</source>
        <translation>相对位置偏置(&amp;R)…</translation>
    </message>
    <message>
        <source>nothing is kept as A</source>
        <translation>没有留作 A 的内容</translation>
    </message>
</context>
<context>
    <name>headlight::ui::WhatIfRow</name>
    <message>
        <source>Scores are divided by it before softmax: above 1 flattens attention, below 1 sharpens it</source>
        <translation>在 softmax 之前，分数除以它：大于 1 使注意力变平，小于 1 使它变尖</translation>
    </message>
    <message>
        <source>The output times this factor: 0 switches it off, 1 changes nothing</source>
        <translation>输出乘以这个系数：0 为关掉，1 为不变</translation>
    </message>
    <message>
        <source>Factor of %1</source>
        <translation>%1 的系数</translation>
    </message>
    <message>
        <source>%1: uncheck to see the model without it</source>
        <translation>%1：取消勾选，看看没有它的模型</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Take out %1</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Take it out of the list (Delete)</source>
        <translation>从列表中移除（Delete）</translation>
    </message>
</context>
<context>
    <name>headlight::ui::WindowLayout</name>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>假如</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Beams</source>
        <translation>束搜索</translation>
    </message>
    <message>
        <source>Pipeline</source>
        <translation>流程</translation>
    </message>
</context>
<context>
    <name>headlight::ui::WindowMenus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open a model…</source>
        <translation>打开模型(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a model &amp;folder…</source>
        <translation>打开模型文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Open a &amp;weights file…</source>
        <translation>打开权重文件(&amp;W)…</translation>
    </message>
    <message>
        <source>&amp;Recent models</source>
        <translation>最近的模型(&amp;R)</translation>
    </message>
    <message>
        <source>Open a &amp;text…</source>
        <translation>打开文本(&amp;T)…</translation>
    </message>
    <message>
        <source>Open a &amp;picture…</source>
        <translation>打开图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Save the fi&amp;gure…</source>
        <translation>保存插图(&amp;G)…</translation>
    </message>
    <message>
        <source>&amp;Copy the figure</source>
        <translation>复制插图(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Open a s&amp;ession…</source>
        <translation>打开会话(&amp;E)…</translation>
    </message>
    <message>
        <source>Recent sessio&amp;ns</source>
        <translation>最近的会话(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Save the session</source>
        <translation>保存会话(&amp;S)</translation>
    </message>
    <message>
        <source>Save the session &amp;as…</source>
        <translation>会话另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save &amp;data</source>
        <translation>保存数据(&amp;D)</translation>
    </message>
    <message>
        <source>The &amp;matrix…</source>
        <translation>矩阵(&amp;M)…</translation>
    </message>
    <message>
        <source>The &amp;head’s q, k, v, scores, pattern, z…</source>
        <translation>这个头的 q、k、v、分数、注意力模式、z(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;All heads…</source>
        <translation>全部头(&amp;A)…</translation>
    </message>
    <message>
        <source>The &amp;predictions…</source>
        <translation>预测(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Copy the matrix as a table</source>
        <translation>把矩阵复制为表格(&amp;C)</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>Save the p&amp;icture</source>
        <translation>保存图片(&amp;I)</translation>
    </message>
    <message>
        <source>As &amp;edited…</source>
        <translation>编辑后的样子(&amp;E)…</translation>
    </message>
    <message>
        <source>As the &amp;model sees it…</source>
        <translation>模型看到的样子(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Next token</source>
        <translation>下一个词元(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Write 20 tokens</source>
        <translation>续写 20 个词元(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Find a token</source>
        <translation>查找词元(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>剪切(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Picture</source>
        <translation>图片(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Paste a picture</source>
        <translation>粘贴图片(&amp;P)</translation>
    </message>
    <message>
        <source>Blank canvas, &amp;white</source>
        <translation>空白画布，白色(&amp;W)</translation>
    </message>
    <message>
        <source>Blank canvas, &amp;black</source>
        <translation>空白画布，黑色(&amp;B)</translation>
    </message>
    <message>
        <source>Blank canvas, &amp;grey</source>
        <translation>空白画布，灰色(&amp;G)</translation>
    </message>
    <message>
        <source>Blank &amp;canvas of another colour…</source>
        <translation>其他颜色的空白画布(&amp;C)…</translation>
    </message>
    <message>
        <source>Back to the &amp;original</source>
        <translation>恢复原图(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Zoom to &amp;fit</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Whole screen: text, lens, predictions</source>
        <translation>全屏：文本、镜头、预测(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Reset the layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>I&amp;nspector</source>
        <translation>检查器(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>As the &amp;desktop</source>
        <translation>跟随桌面(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>Da&amp;rk</source>
        <translation>深色(&amp;R)</translation>
    </message>
    <message>
        <source>Te&amp;xt size</source>
        <translation>文字大小(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Larger</source>
        <translation>更大(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Smaller</source>
        <translation>更小(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Normal</source>
        <translation>正常(&amp;N)</translation>
    </message>
    <message>
        <source>Te&amp;xt size: %1 %</source>
        <translation>文字大小(&amp;X)：%1 %</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;About this model</source>
        <translation>关于此模型(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Weights…</source>
        <translation>权重(&amp;W)…</translation>
    </message>
    <message>
        <source>Memory &amp;for attention…</source>
        <translation>注意力内存(&amp;F)…</translation>
    </message>
    <message>
        <source>Choose a &amp;model</source>
        <translation>选择模型(&amp;M)</translation>
    </message>
    <message>
        <source>Choose a &amp;device</source>
        <translation>选择设备(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keyboard</source>
        <translation>键盘(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Show me around</source>
        <translation>带我看一圈(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;First steps</source>
        <translation>入门(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Reading attention with care</source>
        <translation>谨慎解读注意力(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;About Headlight</source>
        <translation>关于 Headlight(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Lesson</source>
        <translation>课程(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Lessons</source>
        <translation>课程列表(&amp;L)</translation>
    </message>
    <message>
        <source>None here</source>
        <translation>这里没有</translation>
    </message>
    <message>
        <source>&amp;Open a lesson…</source>
        <translation>打开课程(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Leave the lesson</source>
        <translation>离开课程(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;New lesson from what is on screen</source>
        <translation>以屏幕内容新建课程(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Add what is on screen as a step</source>
        <translation>把屏幕内容添加为一步(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Edit its words</source>
        <translation>编辑文字(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Save it as one file…</source>
        <translation>保存为一个文件(&amp;S)…</translation>
    </message>
    <message>
        <source>Save it as a &amp;folder…</source>
        <translation>保存为文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Go to the text or the picture</source>
        <translation>转到文本或图片</translation>
    </message>
    <message>
        <source>Go to the tokens</source>
        <translation>转到词元</translation>
    </message>
    <message>
        <source>Go to the lens</source>
        <translation>转到镜头</translation>
    </message>
    <message>
        <source>Go to the predictions</source>
        <translation>转到预测</translation>
    </message>
    <message>
        <source>Go to the what-ifs</source>
        <translation>转到假如</translation>
    </message>
    <message>
        <source>Go to the pipeline</source>
        <translation>转到流程</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>S&amp;helf: sentences and pictures that show something</source>
        <translation>素材架：能看出些什么的句子和图片(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keep this as A</source>
        <translation>留作 A(&amp;K)</translation>
    </message>
    <message>
        <source>Let go o&amp;f A</source>
        <translation>放开 A(&amp;F)</translation>
    </message>
    <message>
        <source>Presenter’s &amp;pointer</source>
        <translation>演示指针(&amp;P)</translation>
    </message>
    <message>
        <source>A large ring around the pointer. Ctrl+Shift and a click leave a mark or take it away, Esc clears</source>
        <translation>鼠标处的大圆环。Ctrl+Shift 加点击留下或去掉记号，Esc 全部清除</translation>
    </message>
    <message>
        <source>Free&amp;ze the picture</source>
        <translation>定格画面(&amp;Z)</translation>
    </message>
    <message>
        <source>Lens and panels keep what they show while you go on writing; F8 again shows the newest</source>
        <translation>你继续输入时，镜头和面板保持现在的内容；再按 F8 显示最新的</translation>
    </message>
    <message>
        <source>Hide token &amp;ids</source>
        <translation>隐藏词元编号(&amp;I)</translation>
    </message>
    <message>
        <source>Tokens are shown without their numbers in the vocabulary</source>
        <translation>显示词元时不带词表中的编号</translation>
    </message>
    <message>
        <source>Hide num&amp;bers</source>
        <translation>隐藏数值(&amp;B)</translation>
    </message>
    <message>
        <source>Weights, probabilities and logits are written as “?”: what the class should guess</source>
        <translation>权重、概率和对数几率写成“?”：让全班来猜</translation>
    </message>
    <message>
        <source>Pan&amp;els</source>
        <translation>面板(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Projector: light, large type, thick lines</source>
        <translation>投影：浅色、大字、粗线(&amp;P)</translation>
    </message>
    <message>
        <source>Next theme: light, dar&amp;k, projector</source>
        <translation>下一个主题：浅色、深色、投影(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Words</source>
        <translation>术语(&amp;W)</translation>
    </message>
</context>
<context>
    <name>headlight::ui::WritingOn</name>
    <message>
        <source>nothing is written: the text has all %1 tokens that the model was made for</source>
        <translation>没有续写：文本已达到模型的设计长度 %1 个词元</translation>
    </message>
    <message>
        <source>Stop writing (Escape)</source>
        <translation>停止续写（Esc）</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>writing on</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>%1 of %2 tokens written</source>
        <translation>已写 %1 个词元，共 %2 个</translation>
    </message>
    <message>
        <source>writing stopped: %1</source>
        <translation>已停止续写：%1</translation>
    </message>
</context>
</TS>
