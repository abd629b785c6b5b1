<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutSheet</name>
    <message>
        <source>About Convolens</source>
        <translation>关于 Convolens</translation>
    </message>
    <message>
        <source>Open a trained convolutional network, drop an image, see the predictions and every feature map. The network runs in NumPy, on this computer.

MIT licence. The bundled networks and pictures have their own licences and credits, listed in resources/SOURCES.md and under “About this model”.
Qt and PySide6 are used under the LGPL v3, https://www.qt.io.

</source>
        <translation>打开训练好的卷积网络，放入一张图像，即可看到预测结果和每一张特征图。网络用 NumPy 在本机运行。

MIT 许可证。自带的网络和图像各有其许可证与署名，列于 resources/SOURCES.md 和“关于此模型”。
Qt 和 PySide6 依 LGPL v3 使用，https://www.qt.io。

</translation>
    </message>
    <message>
        <source>About {0}</source>
        <translation>关于 {0}</translation>
    </message>
    <message>
        <source>Licences of all parts</source>
        <translation>所有组成部分的许可证</translation>
    </message>
</context>
<context>
    <name>Action</name>
    <message>
        <source>&amp;About Convolens</source>
        <translation>关于 Convolens(&amp;A)</translation>
    </message>
    <message>
        <source>Version, licence and credits</source>
        <translation>版本、许可证与署名</translation>
    </message>
    <message>
        <source>Open .onn&amp;x files with Convolens</source>
        <translation>用 Convolens 打开 .onnx 文件(&amp;X)</translation>
    </message>
    <message>
        <source>Let a double-click on an .onnx file open it here</source>
        <translation>双击 .onnx 文件时在此打开</translation>
    </message>
    <message>
        <source>Layer’s &amp;attributes</source>
        <translation>本层属性(&amp;A)</translation>
    </message>
    <message>
        <source>Show the layer&apos;s operator, attributes, inputs and weights</source>
        <translation>显示本层的算子、属性、输入和权重</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>打开文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Run the network on all pictures of a folder</source>
        <translation>用网络处理文件夹中的所有图像</translation>
    </message>
    <message>
        <source>&amp;Batch</source>
        <translation>批量结果(&amp;B)</translation>
    </message>
    <message>
        <source>Show the table of all pictures again</source>
        <translation>重新显示所有图像的表格</translation>
    </message>
    <message>
        <source>Di&amp;gits</source>
        <translation>数字(&amp;G)</translation>
    </message>
    <message>
        <source>Open the network that reads digits as you draw</source>
        <translation>打开边画边识别数字的网络</translation>
    </message>
    <message>
        <source>D&amp;oodles</source>
        <translation>涂鸦(&amp;O)</translation>
    </message>
    <message>
        <source>Open the network that knows twenty doodles</source>
        <translation>打开认识 20 种涂鸦的网络</translation>
    </message>
    <message>
        <source>&amp;Photos</source>
        <translation>照片(&amp;P)</translation>
    </message>
    <message>
        <source>Open the network that knows a thousand things on photos</source>
        <translation>打开能识别照片中 1,000 类事物的网络</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Take the last stroke, or the last change, back</source>
        <translation>撤销最后一笔或最后一次改动</translation>
    </message>
    <message>
        <source>&amp;Redo stroke</source>
        <translation>重做笔画(&amp;R)</translation>
    </message>
    <message>
        <source>Bring back the stroke that was taken</source>
        <translation>恢复撤销的笔画</translation>
    </message>
    <message>
        <source>C&amp;lear drawing</source>
        <translation>清空绘图(&amp;L)</translation>
    </message>
    <message>
        <source>Take a new sheet of paper</source>
        <translation>换一张白纸</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>外观(&amp;C)</translation>
    </message>
    <message>
        <source>Light or dark window</source>
        <translation>浅色或深色窗口</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>Light or dark, as the system is</source>
        <translation>浅色或深色，跟随系统</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>A light window</source>
        <translation>浅色窗口</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>A dark window</source>
        <translation>深色窗口</translation>
    </message>
    <message>
        <source>S&amp;witch light and dark</source>
        <translation>切换浅色与深色(&amp;W)</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>在浅色与深色之间切换</translation>
    </message>
    <message>
        <source>&amp;Copy predictions</source>
        <translation>复制预测结果(&amp;C)</translation>
    </message>
    <message>
        <source>Copy labels and probabilities as text</source>
        <translation>以文本复制标签和概率</translation>
    </message>
    <message>
        <source>&amp;Draw</source>
        <translation>绘制(&amp;D)</translation>
    </message>
    <message>
        <source>Draw for the network</source>
        <translation>画给网络看</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>P&amp;icture</source>
        <translation>图像(&amp;I)</translation>
    </message>
    <message>
        <source>Show the picture and what the network sees</source>
        <translation>显示图像和网络看到的图像</translation>
    </message>
    <message>
        <source>P&amp;redictions and values</source>
        <translation>预测结果与数值(&amp;R)</translation>
    </message>
    <message>
        <source>Show the predictions and the values of the layer</source>
        <translation>显示预测结果和本层数值</translation>
    </message>
    <message>
        <source>&amp;Layers</source>
        <translation>网络层(&amp;L)</translation>
    </message>
    <message>
        <source>Show the strip of all layers</source>
        <translation>显示所有网络层</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>Use the whole screen, or leave it</source>
        <translation>进入或退出全屏</translation>
    </message>
    <message>
        <source>&amp;Help and keys</source>
        <translation>帮助与快捷键(&amp;H)</translation>
    </message>
    <message>
        <source>How to use Convolens, and its keys</source>
        <translation>如何使用 Convolens，以及快捷键</translation>
    </message>
    <message>
        <source>Lang&amp;uage</source>
        <translation>语言 Lang&amp;uage</translation>
    </message>
    <message>
        <source>The language of the window</source>
        <translation>窗口的语言</translation>
    </message>
    <message>
        <source>As the &amp;system&apos;s</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>The language of the system, or English</source>
        <translation>系统的语言；没有则用英语</translation>
    </message>
    <message>
        <source>&amp;English</source>
        <translation>&amp;English</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>简体中文</source>
        <translation>简体中文</translation>
    </message>
    <message>
        <source>Layers as a &amp;strip</source>
        <translation>胶片(&amp;S)</translation>
    </message>
    <message>
        <source>Show layers side by side, in running order</source>
        <translation>按运行顺序并排显示网络层</translation>
    </message>
    <message>
        <source>Layers as a &amp;graph</source>
        <translation>结构图(&amp;G)</translation>
    </message>
    <message>
        <source>Show the network with its branches</source>
        <translation>显示网络及其分支</translation>
    </message>
    <message>
        <source>Layers as a &amp;table</source>
        <translation>表格(&amp;T)</translation>
    </message>
    <message>
        <source>Show layers in numbers, to sort</source>
        <translation>以数字显示网络层，可排序</translation>
    </message>
    <message>
        <source>&amp;Names in the graph</source>
        <translation>在结构图中显示名称(&amp;N)</translation>
    </message>
    <message>
        <source>Show the names of layers in the graph</source>
        <translation>在结构图中显示各层名称</translation>
    </message>
    <message>
        <source>Pre&amp;vious layer</source>
        <translation>上一层(&amp;V)</translation>
    </message>
    <message>
        <source>Show the layer before</source>
        <translation>显示上一层</translation>
    </message>
    <message>
        <source>&amp;Next layer</source>
        <translation>下一层(&amp;N)</translation>
    </message>
    <message>
        <source>Show the layer after</source>
        <translation>显示下一层</translation>
    </message>
    <message>
        <source>Load &amp;labels…</source>
        <translation>载入标签(&amp;L)…</translation>
    </message>
    <message>
        <source>Read the names of the classes from a file</source>
        <translation>从文件读取类别名称</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>Show the folder with the program&apos;s logs</source>
        <translation>显示程序日志所在的文件夹</translation>
    </message>
    <message>
        <source>Make a &amp;program from this model…</source>
        <translation>用此模型制作程序(&amp;P)…</translation>
    </message>
    <message>
        <source>Make a program for others that opens straight into it</source>
        <translation>为他人制作一个直接打开此模型的程序</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a model or a picture</source>
        <translation>打开模型或图像</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
        <source>Open the picture or the file on the clipboard</source>
        <translation>打开剪贴板中的图像或文件</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Change pr&amp;eprocessing…</source>
        <translation>更改预处理(&amp;E)…</translation>
    </message>
    <message>
        <source>Change how pictures are prepared for the network</source>
        <translation>更改图像送入网络前的处理方式</translation>
    </message>
    <message>
        <source>Preprocessing as the model &amp;says</source>
        <translation>按模型说明预处理(&amp;S)</translation>
    </message>
    <message>
        <source>Prepare pictures as the model&apos;s file says</source>
        <translation>按模型文件的说明处理图像</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Close Convolens</source>
        <translation>关闭 Convolens</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>Open a file that was open before</source>
        <translation>打开以前打开过的文件</translation>
    </message>
    <message>
        <source>&amp;Clear list</source>
        <translation>清空列表(&amp;C)</translation>
    </message>
    <message>
        <source>Forget which files were open</source>
        <translation>不再记住打开过的文件</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save the drawing, maps, numbers, a report or the view</source>
        <translation>保存绘图、特征图、数值、报告或视图</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>&amp;Drawing…</source>
        <translation>绘图(&amp;D)…</translation>
    </message>
    <message>
        <source>Save the drawing as a PNG picture</source>
        <translation>将绘图保存为 PNG 图像</translation>
    </message>
    <message>
        <source>Feature &amp;maps…</source>
        <translation>特征图(&amp;M)…</translation>
    </message>
    <message>
        <source>Save every layer&apos;s maps into a folder, as PNG and NumPy</source>
        <translation>将每一层的特征图以 PNG 和 NumPy 格式保存到文件夹</translation>
    </message>
    <message>
        <source>Picture of the vie&amp;w…</source>
        <translation>窗口截图(&amp;W)…</translation>
    </message>
    <message>
        <source>Save what the window shows as a PNG picture</source>
        <translation>将窗口内容保存为 PNG 图像</translation>
    </message>
    <message>
        <source>Copy p&amp;icture of the view</source>
        <translation>复制窗口截图(&amp;I)</translation>
    </message>
    <message>
        <source>Copy what the window shows as a picture</source>
        <translation>将窗口内容复制为图像</translation>
    </message>
    <message>
        <source>S&amp;tart page</source>
        <translation>起始页(&amp;T)</translation>
    </message>
    <message>
        <source>Show the examples and the recent files</source>
        <translation>显示示例和最近的文件</translation>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>PNG 图像</translation>
    </message>
    <message>
        <source>Contact &amp;sheet of this layer…</source>
        <translation>本层总览图(&amp;S)…</translation>
    </message>
    <message>
        <source>Save all maps of this layer as one picture</source>
        <translation>将本层所有特征图保存为一张图像</translation>
    </message>
    <message>
        <source>Contact sheet of a&amp;ll layers…</source>
        <translation>所有层总览图(&amp;L)…</translation>
    </message>
    <message>
        <source>Save the first maps of every layer as one picture</source>
        <translation>将每层前几张特征图保存为一张图像</translation>
    </message>
    <message>
        <source>&amp;Values of all layers…</source>
        <translation>所有层的数值(&amp;V)…</translation>
    </message>
    <message>
        <source>Save the numbers of every layer in one NumPy archive</source>
        <translation>将每层数值保存为一个 NumPy 归档</translation>
    </message>
    <message>
        <source>NumPy archive</source>
        <translation>NumPy 归档</translation>
    </message>
    <message>
        <source>St&amp;atistics…</source>
        <translation>统计(&amp;A)…</translation>
    </message>
    <message>
        <source>Save a table of the statistics of each layer and map</source>
        <translation>将各层各图的统计保存为表格</translation>
    </message>
    <message>
        <source>Table, comma-separated</source>
        <translation>逗号分隔的表格</translation>
    </message>
    <message>
        <source>&amp;Report…</source>
        <translation>报告(&amp;R)…</translation>
    </message>
    <message>
        <source>Save picture, predictions, layers and settings as one HTML page</source>
        <translation>将图像、预测结果、网络层和设置保存为一个 HTML 网页</translation>
    </message>
    <message>
        <source>HTML page</source>
        <translation>HTML 网页</translation>
    </message>
    <message>
        <source>Copy this &amp;map</source>
        <translation>复制此特征图(&amp;M)</translation>
    </message>
    <message>
        <source>Copy the marked map as a picture, with its colour bar</source>
        <translation>将选中的特征图连同色条复制为图像</translation>
    </message>
    <message>
        <source>&amp;Predictions</source>
        <translation>预测结果(&amp;P)</translation>
    </message>
    <message>
        <source>How many predictions are listed</source>
        <translation>列出多少项预测结果</translation>
    </message>
    <message>
        <source>Top &amp;3</source>
        <translation>前 &amp;3 项</translation>
    </message>
    <message>
        <source>List the three best predictions</source>
        <translation>列出前 3 项预测结果</translation>
    </message>
    <message>
        <source>Top &amp;5</source>
        <translation>前 &amp;5 项</translation>
    </message>
    <message>
        <source>List the five best predictions</source>
        <translation>列出前 5 项预测结果</translation>
    </message>
    <message>
        <source>Top &amp;10</source>
        <translation>前 &amp;10 项</translation>
    </message>
    <message>
        <source>List the ten best predictions</source>
        <translation>列出前 10 项预测结果</translation>
    </message>
    <message>
        <source>E&amp;xplain the marked value</source>
        <translation>解释标记的数值(&amp;X)</translation>
    </message>
    <message>
        <source>Show how the marked value came about</source>
        <translation>显示标记的数值如何得出</translation>
    </message>
    <message>
        <source>&amp;Back to all maps</source>
        <translation>返回所有特征图(&amp;B)</translation>
    </message>
    <message>
        <source>Show all maps of the layer again</source>
        <translation>重新显示本层所有特征图</translation>
    </message>
    <message>
        <source>Copy marked &amp;value</source>
        <translation>复制标记的数值(&amp;V)</translation>
    </message>
    <message>
        <source>Copy the marked value as [channel, y, x] = value</source>
        <translation>将标记的数值复制为 [通道, y, x] = 值</translation>
    </message>
    <message>
        <source>&amp;This map…</source>
        <translation>此特征图(&amp;T)…</translation>
    </message>
    <message>
        <source>Save the marked map with its colour bar as a PNG picture</source>
        <translation>将选中的特征图连同色条保存为 PNG 图像</translation>
    </message>
    <message>
        <source>Make the marked channel zero, and see what follows</source>
        <translation>将选中的通道置零，看看结果如何变化</translation>
    </message>
    <message>
        <source>Switch c&amp;hannel off or on</source>
        <translation>关闭或打开通道(&amp;H)</translation>
    </message>
    <message>
        <source>Only this &amp;channel</source>
        <translation>仅保留此通道(&amp;C)</translation>
    </message>
    <message>
        <source>Make all other channels of the layer zero</source>
        <translation>将本层其他通道全部置零</translation>
    </message>
    <message>
        <source>&amp;Reset all changes</source>
        <translation>还原所有改动(&amp;R)</translation>
    </message>
    <message>
        <source>Switch all channels on, and show the picture as it is</source>
        <translation>打开所有通道，并显示未改动的图像</translation>
    </message>
    <message>
        <source>Pin to compare</source>
        <translation>固定以比较</translation>
    </message>
    <message>
        <source>Keep this result, and see the next one beside it</source>
        <translation>保留此结果，与下一个并排查看</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Show the pinned result and this one side by side</source>
        <translation>并排显示固定的结果与当前结果</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Forget the pinned result</source>
        <translation>不再保留固定的结果</translation>
    </message>
    <message>
        <source>Pin t&amp;o compare</source>
        <translation>固定以比较(&amp;O)</translation>
    </message>
    <message>
        <source>Change how &amp;weights are used…</source>
        <translation>更改权重的使用方式(&amp;W)…</translation>
    </message>
    <message>
        <source>Change kernels, borders and pools of NumPy weights</source>
        <translation>更改 NumPy 权重的卷积核、边界和池化</translation>
    </message>
    <message>
        <source>Model as &amp;ONNX file…</source>
        <translation>模型存为 ONNX 文件(&amp;O)…</translation>
    </message>
    <message>
        <source>Save layers and weights, as they are used now, as ONNX</source>
        <translation>将网络层和权重按当前用法存为 ONNX</translation>
    </message>
    <message>
        <source>ONNX model</source>
        <translation>ONNX 模型</translation>
    </message>
    <message>
        <source>&amp;How weights are used…</source>
        <translation>权重的使用方式(&amp;H)…</translation>
    </message>
    <message>
        <source>Save a description (.toml) to put beside the weights</source>
        <translation>保存放在权重旁边的说明文件（.toml）</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明文件</translation>
    </message>
</context>
<context>
    <name>ArrayTable</name>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>a single value</source>
        <translation>单个数值</translation>
    </message>
    <message>
        <source>{0}: no values</source>
        <translation>{0}：没有数值</translation>
    </message>
    <message>
        <source>axis {0}: </source>
        <translation>轴 {0}：</translation>
    </message>
</context>
<context>
    <name>AttributeSheet</name>
    <message>
        <source>Operator</source>
        <translation>算子</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>No layer</source>
        <translation>未选择网络层</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Show what can run</source>
        <translation>显示可运行的部分</translation>
    </message>
    <message>
        <source>Open the layers before the first that cannot run</source>
        <translation>打开首个无法运行的层之前的各层</translation>
    </message>
    <message>
        <source>Choose another file…</source>
        <translation>选择其他文件…</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>BatchPage</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Back to the picture (Esc)</source>
        <translation>返回图像 (Esc)</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>重新运行</translation>
    </message>
    <message>
        <source>Run on all pictures again</source>
        <translation>对所有图像重新运行</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save the table as a file</source>
        <translation>将表格保存为文件</translation>
    </message>
    <message>
        <source>&amp;CSV table…</source>
        <translation>CSV 表格(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;JSON…</source>
        <translation>&amp;JSON…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop here; what is done stays</source>
        <translation>到此停止；已完成的保留</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Filter by name or label</source>
        <translation>按名称或标签筛选</translation>
    </message>
    <message>
        <source>Which pictures are shown</source>
        <translation>显示哪些图像</translation>
    </message>
    <message>
        <source>All pictures</source>
        <translation>所有图像</translation>
    </message>
    <message>
        <source>Wrong answers</source>
        <translation>预测错误</translation>
    </message>
    <message>
        <source>Right answers</source>
        <translation>预测正确</translation>
    </message>
    <message>
        <source>Not readable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Looking for pictures</source>
        <translation>正在查找图像</translation>
    </message>
    <message>
        <source>{0} of {1} pictures</source>
        <translation>已完成 {0} / {1} 张图像</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n 张图像</numerusform>
        </translation>
    </message>
    <message>
        <source>{0} of {1} shown</source>
        <translation>显示 {0} / {1}</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>保存表格</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Drawing canvas</source>
        <translation>画布</translation>
    </message>
    <message>
        <source>Draw with the mouse, a pen or a finger. P: pen, E: eraser.</source>
        <translation>用鼠标、手写笔或手指绘制。P：画笔，E：橡皮擦。</translation>
    </message>
</context>
<context>
    <name>ChangesNote</name>
    <message>
        <source>Reset</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Take all changes back (Ctrl+Backspace)</source>
        <translation>还原所有改动 (Ctrl+Backspace)</translation>
    </message>
</context>
<context>
    <name>ChannelMenu</name>
    <message>
        <source>Switch channel {0} on again</source>
        <translation>重新打开通道 {0}</translation>
    </message>
    <message>
        <source>Switch channel {0} off</source>
        <translation>关闭通道 {0}</translation>
    </message>
    <message>
        <source>Only this channel</source>
        <translation>仅保留此通道</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>× 0 (off)</source>
        <translation>× 0（关闭）</translation>
    </message>
    <message>
        <source>× 1 (as it is)</source>
        <translation>× 1（原样）</translation>
    </message>
    <message>
        <source>All channels on again</source>
        <translation>重新打开所有通道</translation>
    </message>
    <message>
        <source>Save this map…</source>
        <translation>保存此特征图…</translation>
    </message>
    <message>
        <source>Save a contact sheet of this layer…</source>
        <translation>保存本层总览图…</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>Enter shows the numbers as a table</source>
        <translation>按 Enter 以表格显示数值</translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>Digits</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Doodles</source>
        <translation>涂鸦</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>The network; choose another</source>
        <translation>网络；点击更换</translation>
    </message>
    <message>
        <source>The picture; choose another</source>
        <translation>图像；点击更换</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>绘图</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>示例</translation>
    </message>
</context>
<context>
    <name>ClassLegend</name>
    <message numerus="yes">
        <source>%n other classes: {0}</source>
        <translation>
            <numerusform>其余 %n 个类别：{0}</numerusform>
        </translation>
    </message>
    <message>
        <source>Classes in the picture</source>
        <translation>图像中的类别</translation>
    </message>
</context>
<context>
    <name>ColourBar</name>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Colours from {0} to {1}</source>
        <translation>颜色从 {0} 到 {1}</translation>
    </message>
</context>
<context>
    <name>CompareAnswersPanel</name>
    <message>
        <source>How often each difference occurs</source>
        <translation>各差异出现的次数</translation>
    </message>
    <message>
        <source>Relative</source>
        <translation>相对差异</translation>
    </message>
    <message>
        <source>Size of B − A in shares of the size of A</source>
        <translation>B − A 的大小占 A 的大小的比例</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>The largest |B − A|</source>
        <translation>|B − A| 的最大值</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>The mean |B − A|</source>
        <translation>|B − A| 的平均值</translation>
    </message>
    <message>
        <source>Share of values that are equal</source>
        <translation>相等数值所占比例</translation>
    </message>
    <message>
        <source>Equal</source>
        <translation>相等</translation>
    </message>
    <message>
        <source>Difference in this layer</source>
        <translation>本层差异</translation>
    </message>
    <message>
        <source>How often differences occur (log scale)</source>
        <translation>各差异出现次数（对数刻度）</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>预测结果</translation>
    </message>
    <message>
        <source>No classes to compare; the maps can be.</source>
        <translation>没有可比较的类别，但可以比较特征图。</translation>
    </message>
    <message>
        <source>The top prediction is the same</source>
        <translation>首选预测相同</translation>
    </message>
    <message>
        <source>Top prediction changed: {0} → {1}</source>
        <translation>首选预测改变：{0} → {1}</translation>
    </message>
</context>
<context>
    <name>ComparePicturesPanel</name>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Turn, move, brighten, blur or cover the picture</source>
        <translation>旋转、移动、调亮、模糊或遮住图像</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>Picture {0}: {1}</source>
        <translation>图像 {0}：{1}</translation>
    </message>
    <message>
        <source>Model: {0} in both</source>
        <translation>模型：均为 {0}</translation>
    </message>
    <message>
        <source>Model: A {0}, B {1}</source>
        <translation>模型：A {0}，B {1}</translation>
    </message>
    <message>
        <source>Preprocessing: the same in both</source>
        <translation>预处理：二者相同</translation>
    </message>
    <message>
        <source>Preprocessing: A {0}; B {1}</source>
        <translation>预处理：A {0}；B {1}</translation>
    </message>
    <message>
        <source>A and B are the same so far. Open another picture or model, or edit B.</source>
        <translation>目前 A 与 B 相同。请打开另一图像或模型，或编辑 B。</translation>
    </message>
</context>
<context>
    <name>CompareStagePanel</name>
    <message>
        <source>Swap A and B</source>
        <translation>交换 A 与 B</translation>
    </message>
    <message>
        <source>Make A of B, and B of A</source>
        <translation>A、B 互换</translation>
    </message>
    <message>
        <source>Show the numbers as a table</source>
        <translation>以表格显示数值</translation>
    </message>
    <message>
        <source>Numbers as a table</source>
        <translation>数值表格</translation>
    </message>
    <message>
        <source>Largest difference</source>
        <translation>差异最大</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道序号</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Maps</source>
        <translation>特征图</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Values of {0}</source>
        <translation>{0} 的数值</translation>
    </message>
    <message>
        <source>A has no layer of this name and size. The predictions can still be compared.</source>
        <translation>A 中没有同名同尺寸的层。预测结果仍可比较。</translation>
    </message>
    <message>
        <source>This layer holds no maps to compare.</source>
        <translation>本层没有可比较的特征图。</translation>
    </message>
    <message>
        <source>Open a picture, or draw: it becomes B.</source>
        <translation>打开图像或绘制，它就成为 B。</translation>
    </message>
</context>
<context>
    <name>ConfusionMatrix</name>
    <message>
        <source>Confusion matrix; the table beside it holds its numbers</source>
        <translation>混淆矩阵；旁边的表格列出其中的数字</translation>
    </message>
    <message>
        <source>{0}: {1} of {2} right</source>
        <translation>{0}：{2} 张中有 {1} 张正确</translation>
    </message>
    <message>
        <source>{0} taken for {1}: {2} of {3}</source>
        <translation>{0} 被认作 {1}：{3} 张中有 {2} 张</translation>
    </message>
    <message>
        <source>another class</source>
        <translation>其他类别</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>ConfusionTable</name>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>Controller</name>
    <message>
        <source>Remembering the picture</source>
        <translation>正在记录图像</translation>
    </message>
</context>
<context>
    <name>CopyMap</name>
    <message>
        <source>Map copied</source>
        <translation>已复制特征图</translation>
    </message>
</context>
<context>
    <name>CopyPredictions</name>
    <message>
        <source>Predictions copied</source>
        <translation>已复制预测结果</translation>
    </message>
</context>
<context>
    <name>CopyValue</name>
    <message>
        <source>Copied {0}</source>
        <translation>已复制 {0}</translation>
    </message>
</context>
<context>
    <name>CopyView</name>
    <message>
        <source>Picture of the view copied</source>
        <translation>已复制窗口截图</translation>
    </message>
</context>
<context>
    <name>CoverView</name>
    <message>
        <source>Drag to cover a part with grey; Ctrl+Z takes it back</source>
        <translation>拖动以用灰色遮住一部分；Ctrl+Z 撤销</translation>
    </message>
    <message>
        <source>Arrows place a rectangle, with Shift they change its size, Enter covers it</source>
        <translation>方向键移动矩形，按住 Shift 改变大小，Enter 将其遮住</translation>
    </message>
</context>
<context>
    <name>DetectionsPanel</name>
    <message>
        <source>Found in the picture</source>
        <translation>图像中找到的</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Least score of a box that is shown</source>
        <translation>显示的框的最低分数</translation>
    </message>
    <message>
        <source>What the four numbers of a box mean</source>
        <translation>框的四个数字表示什么</translation>
    </message>
    <message>
        <source>Score above</source>
        <translation>分数高于</translation>
    </message>
    <message>
        <source>Box {0}</source>
        <translation>框 {0}</translation>
    </message>
    <message>
        <source>Of {0} boxes that the network itself has chosen</source>
        <translation>共 {0} 个框，由网络自己选出</translation>
    </message>
    <message>
        <source>Of {0} boxes; those that a better one covers are left out</source>
        <translation>共 {0} 个框；被更好的框覆盖的已略去</translation>
    </message>
    <message>
        <source>Nothing found above {1} % in {0} boxes</source>
        <translation>{0} 个框中没有得分高于 {1} % 的</translation>
    </message>
    <message>
        <source>{0}
Left, top, right, bottom in pixels: {1}</source>
        <translation>{0}
左、上、右、下（像素）：{1}</translation>
    </message>
    <message>
        <source>Recognised by their values</source>
        <translation>根据数值识别</translation>
    </message>
    <message>
        <source>{0} (recognised)</source>
        <translation>{0}（识别所得）</translation>
    </message>
    <message>
        <source>Centre, size, scores of classes</source>
        <translation>中心、大小、各类别得分</translation>
    </message>
    <message>
        <source>Centre, size, objectness, scores of classes</source>
        <translation>中心、大小、有无物体、各类别得分</translation>
    </message>
    <message>
        <source>Cell, logarithm of size, objectness, scores of classes</source>
        <translation>网格单元、大小的对数、有无物体、各类别得分</translation>
    </message>
    <message>
        <source>Corners, score, class</source>
        <translation>角点、得分、类别</translation>
    </message>
    <message>
        <source>Class, score, corners</source>
        <translation>类别、得分、角点</translation>
    </message>
    <message>
        <source>Picture, corners, class, score</source>
        <translation>图像、角点、类别、得分</translation>
    </message>
    <message>
        <source>Picture, class, score, corners</source>
        <translation>图像、类别、得分、角点</translation>
    </message>
    <message>
        <source>{0}; in pixels</source>
        <translation>{0}；像素</translation>
    </message>
    <message>
        <source>{0}; 0 to 1</source>
        <translation>{0}；0 到 1</translation>
    </message>
    <message>
        <source>Corners, 0 to 1</source>
        <translation>角点，0 到 1</translation>
    </message>
    <message>
        <source>Corners, in pixels</source>
        <translation>角点，像素</translation>
    </message>
    <message>
        <source>Centre and size, 0 to 1</source>
        <translation>中心与大小，0 到 1</translation>
    </message>
    <message>
        <source>Centre and size, in pixels</source>
        <translation>中心与大小，像素</translation>
    </message>
    <message>
        <source>{0}, y first</source>
        <translation>{0}，y 在前</translation>
    </message>
</context>
<context>
    <name>DrawingPanel</name>
    <message>
        <source>Drawing</source>
        <translation>绘图</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Turn, move, brighten or blur the drawing</source>
        <translation>旋转、移动、调亮或模糊绘图</translation>
    </message>
    <message>
        <source>{0} px</source>
        <translation>{0} px</translation>
    </message>
    <message>
        <source>Your drawing</source>
        <translation>手绘图像</translation>
    </message>
    <message>
        <source>As the network sees it</source>
        <translation>网络看到的图像</translation>
    </message>
    <message>
        <source>Draw a digit here</source>
        <translation>在此画一个数字</translation>
    </message>
    <message>
        <source>Draw here</source>
        <translation>在此绘制</translation>
    </message>
    <message>
        <source>Draw here: {0}</source>
        <translation>在此绘制：{0}</translation>
    </message>
    <message>
        <source>Draw here: {0} and {1} more</source>
        <translation>在此绘制：{0} 等，另有 {1} 种</translation>
    </message>
    <message>
        <source>The drawing as the network sees it</source>
        <translation>网络看到的绘图</translation>
    </message>
    <message>
        <source>{0}, grey</source>
        <translation>{0}，灰度</translation>
    </message>
    <message>
        <source>{0}, colour</source>
        <translation>{0}，彩色</translation>
    </message>
    <message>
        <source>Centred by mass
in a {0}-pixel box</source>
        <translation>按重心居中
置于 {0} 像素框内</translation>
    </message>
    <message>
        <source>Centred by its outline
in a {0}-pixel box</source>
        <translation>按外框居中
置于 {0} 像素框内</translation>
    </message>
    <message>
        <source>Light on dark</source>
        <translation>深底浅字</translation>
    </message>
    <message>
        <source>Dark on light</source>
        <translation>浅底深字</translation>
    </message>
</context>
<context>
    <name>DrawingTools</name>
    <message>
        <source>Pen</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮擦</translation>
    </message>
    <message>
        <source>Brush width in pixels</source>
        <translation>笔刷宽度（像素）</translation>
    </message>
    <message>
        <source>Brush width</source>
        <translation>笔刷宽度</translation>
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
        <source>Clear the drawing</source>
        <translation>清空绘图</translation>
    </message>
    <message>
        <source>{0} px</source>
        <translation>{0} px</translation>
    </message>
</context>
<context>
    <name>DropHighlight</name>
    <message>
        <source>Drop to open</source>
        <translation>松开以打开</translation>
    </message>
</context>
<context>
    <name>DropTarget</name>
    <message>
        <source>Dropped picture</source>
        <translation>拖入的图像</translation>
    </message>
</context>
<context>
    <name>GraphView</name>
    <message>
        <source>The network as a graph</source>
        <translation>网络结构图</translation>
    </message>
</context>
<context>
    <name>HelpSheet</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>How to use it</source>
        <translation>如何使用</translation>
    </message>
    <message>
        <source>What the words mean</source>
        <translation>名词解释</translation>
    </message>
    <message>
        <source>Open something</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Drop a network, a picture or both anywhere on the window, paste a picture, or draw one. A folder of pictures becomes a table. Nothing leaves this computer.</source>
        <translation>将网络、图像或二者一起拖到窗口任意处，也可以粘贴或绘制图像。一个图像文件夹会变成一张表格。任何内容都不会离开本机。</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Left is the picture, as it is and as the network sees it; right is the answer. The strip below holds all layers: choose one, and all its feature maps appear in the middle. The same layers can be seen as a graph or a table.</source>
        <translation>左边是图像：原图和网络看到的图像；右边是预测结果。下方的胶片列出所有网络层：选择一层，其所有特征图便显示在中间。网络层也可以用结构图或表格显示。</translation>
    </message>
    <message>
        <source>Ask why</source>
        <translation>追问原因</translation>
    </message>
    <message>
        <source>Double-click a map, or press Enter on it: it opens beside the input, with the numbers that made each of its pixels. Right-click a map to switch it off and see what changes.</source>
        <translation>双击一张特征图，或在其上按 Enter：它会在输入旁边打开，并显示得出每个像素的数字。右键单击特征图可将其关闭，看看结果如何变化。</translation>
    </message>
    <message>
        <source>Check what is assumed</source>
        <translation>检查推测之处</translation>
    </message>
    <message>
        <source>A tick says that the model states how pictures are prepared, or what its classes are called. A triangle says that this is assumed: click the blue words to change it. With wrong preprocessing a network answers wrongly.</source>
        <translation>对勾表示模型注明了图像如何处理，或各类别叫什么。三角表示这是推测：点击蓝色文字可以更改。预处理不对，网络的答案也不对。</translation>
    </message>
    <message>
        <source>Take it away</source>
        <translation>带走结果</translation>
    </message>
    <message>
        <source>Save holds maps, contact sheets, numbers and a report of all that is shown.</source>
        <translation>“保存”中有特征图、总览图、数值，以及包含所示全部内容的报告。</translation>
    </message>
    <message>
        <source>Feature map</source>
        <translation>特征图</translation>
    </message>
    <message>
        <source>A layer looks at its input through many small filters. What one filter finds, place by place, is a feature map: the further a pixel is from dark, the more of what the filter looks for is there. Warm is positive, cool is negative, dark is zero. A map that is zero everywhere is called dead.</source>
        <translation>一层通过许多小滤波器观察输入。一个滤波器在各处找到的东西就是一张特征图：像素离暗色越远，那里就越符合滤波器所找的东西。暖色为正，冷色为负，暗色为零。处处为零的特征图称为失活。</translation>
    </message>
    <message>
        <source>Receptive field</source>
        <translation>感受野</translation>
    </message>
    <message>
        <source>One pixel of a map sees only a part of the input: its receptive field, framed here. It grows from layer to layer. Early maps find edges and spots, late ones whole things.</source>
        <translation>特征图的一个像素只看到输入的一部分，即它的感受野，图中已框出。感受野逐层变大：靠前的层找到边缘和斑点，靠后的层找到完整的事物。</translation>
    </message>
    <message>
        <source>Convolution</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>A small grid of weights, the kernel, is laid on every place of the input. Each value below is multiplied with the weight on it, and all products are added up, over all input channels; then the bias is added. The same kernel is used everywhere, so a thing is found wherever it stands.</source>
        <translation>把一小格权重（卷积核）依次放在输入的每个位置上：每个数值乘以压在它上面的权重，所有乘积在全部输入通道上相加，再加上偏置。各处使用同一个卷积核，因此一样东西无论在哪里都能被找到。</translation>
    </message>
    <message>
        <source>Pooling</source>
        <translation>池化</translation>
    </message>
    <message>
        <source>Pooling makes maps smaller: of each small window only the largest value, or the mean, is kept. Where exactly something stands is lost; that it is there stays. Global pooling makes one number of a whole map.</source>
        <translation>池化使特征图变小：每个小窗口只保留最大值或平均值。东西的确切位置丢失了，但它的存在保留下来。全局池化把整张图变成一个数。</translation>
    </message>
    <message>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <source>ReLU replaces negative values by zero and keeps the others. Without such a bend, many layers could do no more than one. Clip cuts off large values too.</source>
        <translation>ReLU 将负值换成零，其余不变。没有这样的转折，许多层叠在一起也不比一层更强。Clip 还会截去过大的值。</translation>
    </message>
    <message>
        <source>Softmax</source>
        <translation>Softmax</translation>
    </message>
    <message>
        <source>The last layer gives each class a score of any size. Softmax turns scores into shares that add up to 100 %. A large share says that the network prefers this class to its others, not that it is right.</source>
        <translation>最后一层给每个类别一个任意大小的分数。Softmax 把分数换算成合计 100 % 的份额。份额大，说明网络在它所知的类别中更倾向于这一类，并不说明它一定正确。</translation>
    </message>
    <message>
        <source>Pen, eraser</source>
        <translation>画笔、橡皮擦</translation>
    </message>
    <message>
        <source>From part to part of the window</source>
        <translation>在窗口各部分之间移动</translation>
    </message>
    <message>
        <source>Go through tiles, layers and lists</source>
        <translation>在特征图、网络层和列表中移动</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>Explain a map or a layer</source>
        <translation>解释特征图或网络层</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>On a chart: its numbers as a table</source>
        <translation>在图表上：以表格显示其数值</translation>
    </message>
    <message>
        <source>On the picture: place, stretch, cover a part</source>
        <translation>在图像上：放置、拉伸、遮住一部分</translation>
    </message>
    <message>
        <source>Arrow keys, with Shift, Enter</source>
        <translation>方向键、按住 Shift、Enter</translation>
    </message>
    <message>
        <source>In the graph: larger, smaller</source>
        <translation>结构图：放大、缩小</translation>
    </message>
    <message>
        <source>Shift+Up, Shift+Down</source>
        <translation>Shift+上、Shift+下</translation>
    </message>
    <message>
        <source>In the graph: actual size, all of it</source>
        <translation>结构图：实际大小、显示全部</translation>
    </message>
    <message>
        <source>Shift+Backspace, Shift+Home</source>
        <translation>Shift+退格、Shift+Home</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>通用</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>How often each value occurs</source>
        <translation>各数值出现次数</translation>
    </message>
    <message>
        <source>{0} to {1}: {2} values</source>
        <translation>{0} 到 {1}：{2} 个数值</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>个数</translation>
    </message>
    <message>
        <source>Click for all numbers</source>
        <translation>单击查看全部数字</translation>
    </message>
</context>
<context>
    <name>LayerList</name>
    <message>
        <source>Layers</source>
        <translation>网络层</translation>
    </message>
</context>
<context>
    <name>LayerTable</name>
    <message>
        <source>No.</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Place in running order</source>
        <translation>运行顺序中的位置</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name of the layer, or of its weights</source>
        <translation>网络层或其权重的名称</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>算子</translation>
    </message>
    <message>
        <source>What it computes</source>
        <translation>它计算什么</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Channels × height × width of its output</source>
        <translation>输出的通道数 × 高 × 宽</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>How many weights it has</source>
        <translation>权重的个数</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加</translation>
    </message>
    <message>
        <source>Multiplications with addition for one picture</source>
        <translation>一张图像的乘加次数</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Size of its output</source>
        <translation>输出的大小</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>How long the last run took here</source>
        <translation>上次运行在此层的耗时</translation>
    </message>
    <message>
        <source>Minimum</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Least value of its output</source>
        <translation>输出中的最小值</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Greatest value of its output</source>
        <translation>输出中的最大值</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>Mean of its output</source>
        <translation>输出的平均值</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Standard deviation of its output</source>
        <translation>输出的标准差</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零值占比</translation>
    </message>
    <message>
        <source>How many values are exactly zero</source>
        <translation>恰好为零的数值所占比例</translation>
    </message>
    <message>
        <source>Layers in numbers</source>
        <translation>网络层数值表</translation>
    </message>
</context>
<context>
    <name>LayersHead</name>
    <message>
        <source>Find a layer   Ctrl+F</source>
        <translation>查找网络层   Ctrl+F</translation>
    </message>
    <message>
        <source>Find a layer by name or operator</source>
        <translation>按名称或算子查找网络层</translation>
    </message>
    <message>
        <source>Bar height: time</source>
        <translation>柱高：耗时</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Save the table as CSV, for a spreadsheet</source>
        <translation>将表格保存为 CSV，供电子表格使用</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>网络层</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>Bar height: difference</source>
        <translation>柱高：差异</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>网络层</translation>
    </message>
    <message>
        <source>Save the table of layers</source>
        <translation>保存网络层表格</translation>
    </message>
    <message>
        <source>{0} layers.csv</source>
        <translation>{0} 网络层.csv</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>cannot run</source>
        <translation>无法运行</translation>
    </message>
    <message>
        <source>Cannot run: {0}</source>
        <translation>无法运行：{0}</translation>
    </message>
    <message>
        <source>Cannot run: it needs a layer that cannot</source>
        <translation>无法运行：它依赖无法运行的层</translation>
    </message>
</context>
<context>
    <name>LoadLabels</name>
    <message>
        <source>Load labels</source>
        <translation>载入标签</translation>
    </message>
    <message>
        <source>Labels (*.txt *.json);;All files (*)</source>
        <translation>标签 (*.txt *.json);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>绘图</translation>
    </message>
</context>
<context>
    <name>MakeProgram</name>
    <message numerus="yes">
        <source>%n labels</source>
        <translation>
            <numerusform>%n 个标签</numerusform>
        </translation>
    </message>
    <message>
        <source>How pictures are prepared for it is assumed. Try it with some whose answer you know before you give it away: a network that gets them otherwise than in training is often wrong and sure of it.</source>
        <translation>图片的预处理方式是推测的。分发之前，请先用几张已知答案的图片试一试：如果预处理与训练时不同，网络往往会答错，而且十分自信。</translation>
    </message>
    <message>
        <source>It becomes a copy of a released Convolens program: choose that below.</source>
        <translation>它是 Convolens 发布版程序的副本：请在下方选择该程序。</translation>
    </message>
    <message>
        <source>It becomes a copy of this program.</source>
        <translation>它是本程序的副本。</translation>
    </message>
    <message>
        <source>In Explorer the copy keeps the icon and the properties of that program, and if that is signed, the signature does not hold for it.</source>
        <translation>在资源管理器中，副本保留该程序的图标和属性；如果该程序有签名，签名对副本无效。</translation>
    </message>
    <message>
        <source>Where shall the program be?</source>
        <translation>程序保存在哪里？</translation>
    </message>
</context>
<context>
    <name>Mark</name>
    <message>
        <source>Assumed</source>
        <translation>推测</translation>
    </message>
    <message>
        <source>Stated</source>
        <translation>已注明</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>网络(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
</context>
<context>
    <name>MissingPanel</name>
    <message>
        <source>Only a part can run</source>
        <translation>仅部分可运行</translation>
    </message>
    <message numerus="yes">
        <source>%n operators are not known. The layers that need them are left out, and there are no predictions.</source>
        <translation>
            <numerusform>有 %n 个算子无法识别。依赖它们的层已略去，且没有预测结果。</numerusform>
        </translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>Open</name>
    <message>
        <source>Models and pictures ({0})</source>
        <translation>模型和图像 ({0})</translation>
    </message>
    <message>
        <source>Models ({0})</source>
        <translation>模型 ({0})</translation>
    </message>
    <message>
        <source>Pictures ({0})</source>
        <translation>图像 ({0})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a model or a picture</source>
        <translation>打开模型或图像</translation>
    </message>
</context>
<context>
    <name>OpenFolder</name>
    <message>
        <source>Choose a folder with pictures</source>
        <translation>选择含有图像的文件夹</translation>
    </message>
</context>
<context>
    <name>OpenOnnxFiles</name>
    <message>
        <source>.onnx files are no longer opened with Convolens</source>
        <translation>.onnx 文件不再用 Convolens 打开</translation>
    </message>
    <message>
        <source>Convolens is among the programs that open .onnx files; do not move it</source>
        <translation>Convolens 已列入可打开 .onnx 文件的程序；请勿移动它</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message numerus="yes">
        <source>The first was opened, %n more left out</source>
        <translation>
            <numerusform>已打开第一个，其余 %n 个未打开</numerusform>
        </translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>绘图</translation>
    </message>
    <message>
        <source>Reading labels</source>
        <translation>正在读取标签</translation>
    </message>
</context>
<context>
    <name>OutputPicturePanel</name>
    <message>
        <source>Output picture</source>
        <translation>输出图像</translation>
    </message>
    <message>
        <source>Which output is shown</source>
        <translation>显示哪个输出</translation>
    </message>
    <message>
        <source>0 is black, 1 is white</source>
        <translation>0 为黑，1 为白</translation>
    </message>
    <message>
        <source>0 is black, 255 is white</source>
        <translation>0 为黑，255 为白</translation>
    </message>
    <message>
        <source>−1 is black, 1 is white</source>
        <translation>−1 为黑，1 为白</translation>
    </message>
    <message>
        <source>Stretched: the smallest value is black, the largest white</source>
        <translation>已拉伸：最小值为黑，最大值为白</translation>
    </message>
    <message>
        <source>A colour for each class; where there are scores, of the largest</source>
        <translation>每个类别一种颜色；若为分数，取最大者</translation>
    </message>
    <message>
        <source>Class {0}</source>
        <translation>类别 {0}</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>保存图像</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图像 (*.png)</translation>
    </message>
</context>
<context>
    <name>OutputView</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>复制图像</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save the picture as a PNG file</source>
        <translation>将图像保存为 PNG 文件</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Save the picture…</source>
        <translation>保存图像…</translation>
    </message>
    <message>
        <source>{0} px</source>
        <translation>{0} px</translation>
    </message>
    <message>
        <source>Picture that the network puts out</source>
        <translation>网络输出的图像</translation>
    </message>
    <message>
        <source>Click to see it larger</source>
        <translation>点击放大查看</translation>
    </message>
</context>
<context>
    <name>OverlayTool</name>
    <message>
        <source>Overlay</source>
        <translation>叠加到原图</translation>
    </message>
    <message>
        <source>Lay each map over what the network sees</source>
        <translation>将每张特征图叠加到网络看到的图像上</translation>
    </message>
    <message>
        <source>How strongly the map covers the input</source>
        <translation>特征图遮盖输入的程度</translation>
    </message>
    <message>
        <source>Opacity of the maps</source>
        <translation>特征图的不透明度</translation>
    </message>
</context>
<context>
    <name>PairList</name>
    <message>
        <source>{0}: A {1}, B {2}, {3}</source>
        <translation>{0}：A {1}，B {2}，{3}</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>预测结果</translation>
    </message>
    <message>
        <source>{0} points</source>
        <translation>{0} 个百分点</translation>
    </message>
</context>
<context>
    <name>PathField</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
</context>
<context>
    <name>PicturePanel</name>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Turn, move, brighten, blur or cover the picture</source>
        <translation>旋转、移动、调亮、模糊或遮住图像</translation>
    </message>
    <message>
        <source>As the network sees it</source>
        <translation>网络看到的图像</translation>
    </message>
    <message>
        <source>No picture is open.</source>
        <translation>没有打开图像。</translation>
    </message>
    <message>
        <source>{0} px</source>
        <translation>{0} px</translation>
    </message>
    <message>
        <source>Original picture {0}</source>
        <translation>原图 {0}</translation>
    </message>
    <message>
        <source>The picture as the network sees it</source>
        <translation>网络看到的图像</translation>
    </message>
    <message>
        <source>Edited</source>
        <translation>已编辑</translation>
    </message>
</context>
<context>
    <name>PredictionsPanel</name>
    <message>
        <source>How many predictions are shown</source>
        <translation>显示多少项预测结果</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>预测结果</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Open a model; its answer appears here.</source>
        <translation>打开模型，结果显示在此。</translation>
    </message>
    <message>
        <source>Draw something; the answer appears here.</source>
        <translation>画点什么，结果显示在此。</translation>
    </message>
    <message>
        <source>Open a picture; the answer appears here.</source>
        <translation>打开图像，结果显示在此。</translation>
    </message>
    <message>
        <source>Softmax applied by Convolens</source>
        <translation>由 Convolens 应用 Softmax</translation>
    </message>
    <message>
        <source>The network puts out raw scores; softmax turns them into shares of 100 %.</source>
        <translation>网络输出原始分数；Softmax 将其换算为合计 100 % 的份额。</translation>
    </message>
    <message>
        <source>{0}
Class {1} · probability {2} · output {3}</source>
        <translation>{0}
类别 {1} · 概率 {2} · 输出 {3}</translation>
    </message>
    <message>
        <source>{0} other classes</source>
        <translation>其余 {0} 类</translation>
    </message>
    <message>
        <source>1 other class</source>
        <translation>其余 1 类</translation>
    </message>
    <message>
        <source>Top {0}</source>
        <translation>前 {0} 项</translation>
    </message>
    <message>
        <source>All {0}</source>
        <translation>全部 {0} 项</translation>
    </message>
</context>
<context>
    <name>Preprocess</name>
    <message>
        <source>grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>light strokes</source>
        <translation>浅色笔画</translation>
    </message>
    <message>
        <source>dark strokes</source>
        <translation>深色笔画</translation>
    </message>
    <message>
        <source>stretched</source>
        <translation>拉伸</translation>
    </message>
    <message>
        <source>centre crop</source>
        <translation>居中裁剪</translation>
    </message>
    <message>
        <source>fitted with a border</source>
        <translation>加边适配</translation>
    </message>
    <message>
        <source>centred by mass, {0} px</source>
        <translation>按重心居中，{0} px</translation>
    </message>
    <message>
        <source>centred by box, {0} px</source>
        <translation>按外框居中，{0} px</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>推测</translation>
    </message>
    <message>
        <source>from the model</source>
        <translation>来自模型</translation>
    </message>
    <message>
        <source>changed by you</source>
        <translation>由您更改</translation>
    </message>
    <message>
        <source>from {0}</source>
        <translation>来自 {0}</translation>
    </message>
    <message>
        <source>; range assumed</source>
        <translation>；范围为推测</translation>
    </message>
    <message>
        <source>the model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>x from {0} to {1}</source>
        <translation>x 取 {0} 至 {1}</translation>
    </message>
</context>
<context>
    <name>PreprocessEditor</name>
    <message>
        <source>Width and height</source>
        <translation>宽与高</translation>
    </message>
    <message>
        <source>Pixel range</source>
        <translation>像素范围</translation>
    </message>
    <message>
        <source>Mean and deviation</source>
        <translation>均值与标准差</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适配</translation>
    </message>
    <message>
        <source>Part that is kept</source>
        <translation>保留的部分</translation>
    </message>
    <message>
        <source>Shorter side first</source>
        <translation>先定短边</translation>
    </message>
    <message>
        <source>Kind of picture</source>
        <translation>图像类型</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>排列</translation>
    </message>
    <message>
        <source>As the model says</source>
        <translation>按模型说明</translation>
    </message>
    <message>
        <source>How pictures are prepared</source>
        <translation>图像的处理方式</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>As in ImageNet</source>
        <translation>同 ImageNet</translation>
    </message>
    <message>
        <source>My own numbers</source>
        <translation>自定数值</translation>
    </message>
    <message>
        <source>Red, green, blue</source>
        <translation>红、绿、蓝</translation>
    </message>
    <message>
        <source>Blue, green, red</source>
        <translation>蓝、绿、红</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>Stretch</source>
        <translation>拉伸</translation>
    </message>
    <message>
        <source>Cut out the centre</source>
        <translation>裁取中央</translation>
    </message>
    <message>
        <source>Scale, then cut out the centre</source>
        <translation>缩放后裁取中央</translation>
    </message>
    <message>
        <source>Add a border</source>
        <translation>加边</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Drawing, light on dark</source>
        <translation>绘图，深底浅字</translation>
    </message>
    <message>
        <source>Drawing, dark on light</source>
        <translation>绘图，浅底深字</translation>
    </message>
    <message>
        <source>Channels first (NCHW)</source>
        <translation>通道在前 (NCHW)</translation>
    </message>
    <message>
        <source>Channels last (NHWC)</source>
        <translation>通道在后 (NHWC)</translation>
    </message>
    <message>
        <source>One number, or three divided by commas</source>
        <translation>一个数，或用逗号分隔的三个数</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation>{0} 至 {1}</translation>
    </message>
</context>
<context>
    <name>ProgramSheet</name>
    <message>
        <source>Make a program from this model</source>
        <translation>用此模型制作程序</translation>
    </message>
    <message>
        <source>may be left out</source>
        <translation>可不填</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图像 (*.png)</translation>
    </message>
    <message>
        <source>Text (*.md *.txt)</source>
        <translation>文本 (*.md *.txt)</translation>
    </message>
    <message>
        <source>Program (*.exe);;All files (*)</source>
        <translation>程序 (*.exe);;所有文件 (*)</translation>
    </message>
    <message>
        <source>A folder instead of one file: it starts faster</source>
        <translation>生成文件夹而非单个文件：启动更快</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Icon</source>
        <translation>图标</translation>
    </message>
    <message>
        <source>Folder of samples</source>
        <translation>示例文件夹</translation>
    </message>
    <message>
        <source>Text about it</source>
        <translation>说明文本</translation>
    </message>
    <message>
        <source>Released program</source>
        <translation>发布版程序</translation>
    </message>
    <message>
        <source>The program opens straight into this model; whoever gets it has nothing to install. It is checked by its own self-test where this computer can run it.</source>
        <translation>程序直接打开此模型；得到它的人无需安装任何东西。只要本机能运行它，就会用它的自检加以验证。</translation>
    </message>
    <message>
        <source>Make…</source>
        <translation>制作…</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Choose a folder of pictures</source>
        <translation>选择图像文件夹</translation>
    </message>
</context>
<context>
    <name>ProvenancePanel</name>
    <message>
        <source>Provenance</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Preprocessing</source>
        <translation>预处理</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Load labels from a file…</source>
        <translation>从文件载入标签…</translation>
    </message>
    <message>
        <source>As the model says</source>
        <translation>按模型说明</translation>
    </message>
    <message>
        <source>About this model</source>
        <translation>关于此模型</translation>
    </message>
    <message>
        <source>None; classes are shown by their number</source>
        <translation>无；以编号表示类别</translation>
    </message>
    <message>
        <source>{0} to {1}, in order; the model has none</source>
        <translation>依次为 {0} 到 {1}；模型未提供</translation>
    </message>
    <message>
        <source>{0} names: {1}</source>
        <translation>{0} 个名称：{1}</translation>
    </message>
    <message>
        <source>Load labels</source>
        <translation>载入标签</translation>
    </message>
    <message>
        <source>Labels (*.txt *.json);;All files (*)</source>
        <translation>标签 (*.txt *.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Credit</source>
        <translation>署名</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>制作工具</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Original, {0} px</source>
        <translation>原图，{0} px</translation>
    </message>
    <message>
        <source>As the network sees it, {0} px</source>
        <translation>网络看到的图像，{0} px</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>预测结果</translation>
    </message>
    <message>
        <source>{0} other classes are left out.</source>
        <translation>其余 {0} 个类别未列出。</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Preprocessing</source>
        <translation>预处理</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Probabilities</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>softmax, applied by Convolens to the network&apos;s scores</source>
        <translation>由 Convolens 对网络得分施加 softmax</translation>
    </message>
    <message>
        <source>the network&apos;s own output</source>
        <translation>网络自身的输出</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>{0} ms, {1} layers</source>
        <translation>{0} ms，{1} 层</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>the file cannot be read any more ({0})</source>
        <translation>文件已无法读取（{0}）</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>{0} bytes</source>
        <translation>{0} 字节</translation>
    </message>
    <message>
        <source>ONNX opset</source>
        <translation>ONNX 算子集版本</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>生成工具</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Credit</source>
        <translation>署名</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>制作环境</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>网络层</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation>{0} 至 {1}</translation>
    </message>
    <message>
        <source>the first {0} maps</source>
        <translation>前 {0} 个特征图</translation>
    </message>
    <message>
        <source>The maps of {0}</source>
        <translation>{0} 的特征图</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>one number</source>
        <translation>一个数</translation>
    </message>
</context>
<context>
    <name>Requests</name>
    <message>
        <source>Reading {0}</source>
        <translation>正在读取 {0}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>正在打开</translation>
    </message>
</context>
<context>
    <name>ResultModel</name>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>其次</translation>
    </message>
    <message>
        <source>True class</source>
        <translation>真实类别</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>box</source>
        <translation>框</translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>未找到</translation>
    </message>
    <message numerus="yes">
        <source>%n boxes</source>
        <translation>
            <numerusform>%n 个框</numerusform>
        </translation>
    </message>
    <message>
        <source>The true class comes in place {0}</source>
        <translation>真实类别排在第 {0} 位</translation>
    </message>
</context>
<context>
    <name>ResultTable</name>
    <message>
        <source>Pictures and predictions</source>
        <translation>图像与预测结果</translation>
    </message>
</context>
<context>
    <name>Ruler</name>
    <message>
        <source>All layers by time</source>
        <translation>按耗时显示所有网络层</translation>
    </message>
    <message>
        <source>vector</source>
        <translation>向量</translation>
    </message>
</context>
<context>
    <name>SaveAction</name>
    <message>
        <source>Save: {0}</source>
        <translation>保存：{0}</translation>
    </message>
</context>
<context>
    <name>SaveDrawing</name>
    <message>
        <source>Save the drawing</source>
        <translation>保存绘图</translation>
    </message>
    <message>
        <source>drawing</source>
        <translation>绘图</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图像 (*.png)</translation>
    </message>
</context>
<context>
    <name>SaveMap</name>
    <message>
        <source>Save this map</source>
        <translation>保存此特征图</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图像 (*.png)</translation>
    </message>
</context>
<context>
    <name>SaveMaps</name>
    <message>
        <source>Choose a folder for the feature maps</source>
        <translation>选择保存特征图的文件夹</translation>
    </message>
</context>
<context>
    <name>SaveView</name>
    <message>
        <source>Save a picture of the view</source>
        <translation>保存窗口截图</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图像 (*.png)</translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>正在保存</translation>
    </message>
    <message>
        <source>Saving {0}</source>
        <translation>正在保存 {0}</translation>
    </message>
    <message numerus="yes">
        <source>Saved the maps of %n layers</source>
        <translation>
            <numerusform>已保存 %n 层的特征图</numerusform>
        </translation>
    </message>
    <message>
        <source>Saving maps</source>
        <translation>正在保存特征图</translation>
    </message>
    <message>
        <source>{0} is made; it passed its self-test</source>
        <translation>{0} 已制作完成，并通过自检</translation>
    </message>
    <message>
        <source>{0} is made; its self-test was not run, as this computer cannot run it</source>
        <translation>{0} 已制作完成；本机无法运行它，因此未做自检</translation>
    </message>
    <message>
        <source>Making a program</source>
        <translation>正在制作程序</translation>
    </message>
</context>
<context>
    <name>ScoreView</name>
    <message>
        <source>Confusions as a table</source>
        <translation>混淆情况表</translation>
    </message>
    <message>
        <source>Rows: true class. Columns: answer. Click a cell to see its pictures.</source>
        <translation>行：真实类别。列：预测。点击单元格查看其中的图像。</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>First answer right</source>
        <translation>首选正确</translation>
    </message>
    <message>
        <source>Among the first {0}</source>
        <translation>在前 {0} 项之内</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Show the numbers as a table</source>
        <translation>以表格显示数字</translation>
    </message>
    <message>
        <source>Confusions</source>
        <translation>混淆情况</translation>
    </message>
    <message>
        <source>{0} pictures whose folder names their class</source>
        <translation>{0} 张图像以所在文件夹名为类别</translation>
    </message>
</context>
<context>
    <name>SizeField</name>
    <message>
        <source>Width</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
</context>
<context>
    <name>Splitter</name>
    <message>
        <source>Drag to resize; double-click to reset</source>
        <translation>拖动调整大小；双击复位</translation>
    </message>
</context>
<context>
    <name>StagePanel</name>
    <message>
        <source>Feature maps</source>
        <translation>特征图</translation>
    </message>
    <message>
        <source>Below each map: channel, mean</source>
        <translation>图下：通道序号、平均值</translation>
    </message>
    <message>
        <source>Open a model to see all its feature maps here.</source>
        <translation>打开模型，即可在此查看所有特征图。</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>The network has not run on this picture yet.</source>
        <translation>网络尚未处理此图像。</translation>
    </message>
    <message>
        <source>Draw something: the maps of every layer follow each stroke.</source>
        <translation>画点什么：每一层的特征图都随笔画更新。</translation>
    </message>
    <message>
        <source>Open an image instead…</source>
        <translation>改为打开图像…</translation>
    </message>
    <message>
        <source>Open or drop an image to see what each layer makes of it.</source>
        <translation>打开或拖入图像，查看每一层如何处理它。</translation>
    </message>
    <message>
        <source>Open an image…</source>
        <translation>打开图像…</translation>
    </message>
</context>
<context>
    <name>StageTitle</name>
    <message>
        <source>Save maps</source>
        <translation>保存特征图</translation>
    </message>
    <message>
        <source>Save the feature maps of all layers in a folder</source>
        <translation>将所有层的特征图保存到文件夹</translation>
    </message>
</context>
<context>
    <name>StageTools</name>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>What the maps are sorted by</source>
        <translation>特征图按什么排序</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道序号</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Variance</source>
        <translation>方差</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>标度</translation>
    </message>
    <message>
        <source>Which value is the brightest colour</source>
        <translation>哪个数值对应最亮的颜色</translation>
    </message>
    <message>
        <source>Per layer</source>
        <translation>整层统一</translation>
    </message>
    <message>
        <source>Per map</source>
        <translation>逐图</translation>
    </message>
    <message>
        <source>Symmetric</source>
        <translation>对称</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>How values become colours</source>
        <translation>数值如何变成颜色</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Ember</source>
        <translation>余烬</translation>
    </message>
    <message>
        <source>Polar</source>
        <translation>冷暖</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>翠绿</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>灰色</translation>
    </message>
    <message>
        <source>Maps that are zero everywhere; click for the next one</source>
        <translation>处处为零的特征图；点击跳到下一张</translation>
    </message>
    <message>
        <source>Show the numbers as a table</source>
        <translation>以表格显示数值</translation>
    </message>
    <message>
        <source>Numbers as a table</source>
        <translation>数值表格</translation>
    </message>
    <message numerus="yes">
        <source>%n dead</source>
        <translation>
            <numerusform>失活 %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>See what a neural network sees.</source>
        <translation>看见神经网络所见。</translation>
    </message>
    <message>
        <source>Draw or open an image; a network names it, and every step in between becomes a picture.</source>
        <translation>绘制或打开一张图像：网络说出它是什么，其间每一步都成为图像。</translation>
    </message>
    <message>
        <source>Open or drop an image; the network names it.</source>
        <translation>打开或拖入图像，网络会说出它是什么。</translation>
    </message>
    <message>
        <source>Drop a model or an image here</source>
        <translation>将模型或图像拖到这里</translation>
    </message>
    <message>
        <source>ONNX or NumPy weights (.onnx, .npz); PNG, JPEG, WebP, BMP, TIFF, GIF. Or paste with Ctrl+V.</source>
        <translation>ONNX 或 NumPy 权重（.onnx、.npz）；PNG、JPEG、WebP、BMP、TIFF、GIF。也可用 Ctrl+V 粘贴。</translation>
    </message>
    <message>
        <source>Open a model or an image</source>
        <translation>打开模型或图像</translation>
    </message>
    <message>
        <source>Convolens runs as administrator; Windows lets no files be dropped on it. Start it without, or use Open.</source>
        <translation>Convolens 正以管理员身份运行，Windows 不允许向其拖放文件。请以普通方式启动，或使用“打开”。</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Draw a digit</source>
        <translation>画一个数字</translation>
    </message>
    <message>
        <source>Recognised as you draw, 0 to 9</source>
        <translation>边画边识别，0 到 9</translation>
    </message>
    <message>
        <source>Digits · runs in well under a millisecond</source>
        <translation>数字 · 运行远不到 1 毫秒</translation>
    </message>
    <message>
        <source>Draw a doodle</source>
        <translation>画一个涂鸦</translation>
    </message>
    <message>
        <source>Cat, bicycle, house and 17 more</source>
        <translation>猫、自行车、房子等 20 种</translation>
    </message>
    <message>
        <source>Doodles · 20 classes of Quick, Draw!</source>
        <translation>涂鸦 · Quick, Draw! 的 20 类</translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation>打开一张照片</translation>
    </message>
    <message>
        <source>1,000 kinds of things and animals</source>
        <translation>1,000 类物品与动物</translation>
    </message>
    <message>
        <source>Photos · EfficientNet-Lite0</source>
        <translation>照片 · EfficientNet-Lite0</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>清空列表</translation>
    </message>
    <message numerus="yes">
        <source>Model · %n classes</source>
        <translation>
            <numerusform>模型 · %n 类</numerusform>
        </translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The marked value; a click copies it</source>
        <translation>所标记的数值；点击即可复制</translation>
    </message>
    <message>
        <source>Everything runs on this computer; nothing is uploaded</source>
        <translation>一切都在本机运行，不上传任何内容</translation>
    </message>
    <message>
        <source>{0} on {1} threads</source>
        <translation>{0}，{1} 个线程</translation>
    </message>
    <message>
        <source>{0} · NumPy weights</source>
        <translation>{0} · NumPy 权重</translation>
    </message>
    <message>
        <source>{0} · ONNX opset {1}</source>
        <translation>{0} · ONNX opset {1}</translation>
    </message>
    <message>
        <source>{0} parameters</source>
        <translation>{0} 参数</translation>
    </message>
    <message>
        <source>{0} multiply-adds</source>
        <translation>{0} 次乘加</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Updates as you draw</source>
        <translation>随绘制实时更新</translation>
    </message>
</context>
<context>
    <name>TileDelegate</name>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>dead</source>
        <translation>失活</translation>
    </message>
</context>
<context>
    <name>TileGrid</name>
    <message>
        <source>Feature maps</source>
        <translation>特征图</translation>
    </message>
</context>
<context>
    <name>TileModel</name>
    <message>
        <source>Channel {0}, dead</source>
        <translation>通道 {0}，失活</translation>
    </message>
    <message>
        <source>Channel {0}, mean {1}</source>
        <translation>通道 {0}，平均值 {1}</translation>
    </message>
</context>
<context>
    <name>TransformEditor</name>
    <message>
        <source>Turn</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Right, left</source>
        <translation>左右</translation>
    </message>
    <message>
        <source>Down, up</source>
        <translation>上下</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Mirror left to right</source>
        <translation>左右翻转</translation>
    </message>
    <message>
        <source>Mirror top to bottom</source>
        <translation>上下翻转</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Show the drawing as it is</source>
        <translation>显示未改动的绘图</translation>
    </message>
    <message>
        <source>Show the picture as it is</source>
        <translation>显示未改动的图像</translation>
    </message>
    <message>
        <source>Drag a rectangle on the original picture to cover a part of it.</source>
        <translation>在原图上拖出矩形，遮住其中一部分。</translation>
    </message>
    <message>
        <source>Change the picture</source>
        <translation>改动图像</translation>
    </message>
    <message>
        <source>Change the drawing</source>
        <translation>改动绘图</translation>
    </message>
</context>
<context>
    <name>TripleGrid</name>
    <message>
        <source>Maps of both runs, and their difference</source>
        <translation>两次运行的特征图及其差异</translation>
    </message>
</context>
<context>
    <name>TripleModel</name>
    <message>
        <source>Channel {0}, mean difference {1}</source>
        <translation>通道 {0}，平均差异 {1}</translation>
    </message>
</context>
<context>
    <name>UnitBars</name>
    <message>
        <source>From</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Adds</source>
        <translation>贡献</translation>
    </message>
    <message>
        <source>Strongest inputs</source>
        <translation>最强的输入</translation>
    </message>
</context>
<context>
    <name>UnitCards</name>
    <message>
        <source>From</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Adds</source>
        <translation>贡献</translation>
    </message>
    <message>
        <source>Window and kernel</source>
        <translation>窗口与卷积核</translation>
    </message>
</context>
<context>
    <name>UnitPanel</name>
    <message>
        <source>One unit, explained</source>
        <translation>单个单元的由来</translation>
    </message>
    <message>
        <source>How this pixel came about</source>
        <translation>此像素如何得出</translation>
    </message>
    <message>
        <source>How this value came about</source>
        <translation>此数值如何得出</translation>
    </message>
    <message>
        <source>Input, {0}</source>
        <translation>输入，{0}</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>and beyond its border</source>
        <translation>并超出边界</translation>
    </message>
    <message>
        <source>Map {0}</source>
        <translation>特征图 {0}</translation>
    </message>
    <message>
        <source>Map {0} after {1}</source>
        <translation>特征图 {0}，{1} 之后</translation>
    </message>
</context>
<context>
    <name>UnitSum</name>
    <message>
        <source>bias</source>
        <translation>偏置</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>总和</translation>
    </message>
    <message>
        <source>value</source>
        <translation>数值</translation>
    </message>
</context>
<context>
    <name>UnitTable</name>
    <message>
        <source>All summands</source>
        <translation>所有加数</translation>
    </message>
</context>
<context>
    <name>UnitTitle</name>
    <message>
        <source>Back to all maps (Esc)</source>
        <translation>返回所有特征图 (Esc)</translation>
    </message>
    <message>
        <source>The channel before (Page Up)</source>
        <translation>上一个通道 (Page Up)</translation>
    </message>
    <message>
        <source>The channel after (Page Down)</source>
        <translation>下一个通道 (Page Down)</translation>
    </message>
    <message>
        <source>Save this map with its colours as a picture</source>
        <translation>将此特征图按其配色保存为图像</translation>
    </message>
    <message>
        <source>Save map</source>
        <translation>保存特征图</translation>
    </message>
</context>
<context>
    <name>ValuesPanel</name>
    <message>
        <source>Minimum</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Min.</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Max.</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Dev.</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零值占比</translation>
    </message>
    <message>
        <source>Dead</source>
        <translation>失活通道</translation>
    </message>
    <message>
        <source>Maps that are zero everywhere for this picture</source>
        <translation>对此图像处处为零的特征图</translation>
    </message>
    <message>
        <source>Values in this layer</source>
        <translation>本层数值</translation>
    </message>
    <message>
        <source>Values in this map</source>
        <translation>此特征图数值</translation>
    </message>
    <message>
        <source>How often each value occurs (log scale)</source>
        <translation>各数值出现次数（对数刻度）</translation>
    </message>
    <message>
        <source>How often values occur (log scale, a sample)</source>
        <translation>数值出现次数（对数刻度，抽样）</translation>
    </message>
    <message>
        <source>{0} values are infinite or no numbers</source>
        <translation>{0} 个数值为无穷或非数</translation>
    </message>
    <message>
        <source>each map’s least</source>
        <translation>各图最小值</translation>
    </message>
    <message>
        <source>its greatest</source>
        <translation>各图最大值</translation>
    </message>
</context>
<context>
    <name>VectorView</name>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
</context>
<context>
    <name>ViewSwitch</name>
    <message>
        <source>How layers are shown</source>
        <translation>网络层的显示方式</translation>
    </message>
    <message>
        <source>Strip</source>
        <translation>胶片</translation>
    </message>
    <message>
        <source>Layers side by side, in running order (Ctrl+L)</source>
        <translation>按运行顺序并排显示 (Ctrl+L)</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>结构图</translation>
    </message>
    <message>
        <source>The network with its branches (Ctrl+G)</source>
        <translation>网络及其分支 (Ctrl+G)</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Layers in numbers, to sort (Ctrl+T)</source>
        <translation>以数字显示网络层，可排序 (Ctrl+T)</translation>
    </message>
</context>
<context>
    <name>Weights</name>
    <message>
        <source>Reading {0}</source>
        <translation>正在读取 {0}</translation>
    </message>
    <message>
        <source>Pictures of {0} go through</source>
        <translation>现在可用 {0} 的图像</translation>
    </message>
    <message>
        <source>guessed</source>
        <translation>推测</translation>
    </message>
    <message>
        <source>changed by you</source>
        <translation>由您更改</translation>
    </message>
    <message>
        <source>from {0}</source>
        <translation>来自 {0}</translation>
    </message>
    <message>
        <source>kernels flipped in some layers</source>
        <translation>部分层翻转卷积核</translation>
    </message>
    <message>
        <source>borders differ</source>
        <translation>各层边界不同</translation>
    </message>
    <message>
        <source>pools differ at the border</source>
        <translation>各池化层边缘处理不同</translation>
    </message>
    <message>
        <source>dense layers only</source>
        <translation>仅全连接层</translation>
    </message>
    <message>
        <source>kernels flipped</source>
        <translation>卷积核翻转</translation>
    </message>
    <message>
        <source>not flipped</source>
        <translation>不翻转</translation>
    </message>
    <message>
        <source>no border</source>
        <translation>不加边界</translation>
    </message>
    <message>
        <source>border of half a kernel</source>
        <translation>加半个卷积核的边界</translation>
    </message>
    <message>
        <source>border that keeps the size</source>
        <translation>保持尺寸的边界</translation>
    </message>
    <message>
        <source>border of a whole kernel</source>
        <translation>加整个卷积核的边界</translation>
    </message>
    <message>
        <source>border of {0} × {1} px</source>
        <translation>加 {0} × {1} px 的边界</translation>
    </message>
    <message>
        <source>pools drop the rest</source>
        <translation>池化舍去边缘余数</translation>
    </message>
    <message>
        <source>pools keep the rest</source>
        <translation>池化保留边缘余数</translation>
    </message>
    <message>
        <source>Each layer takes as many numbers as its weights; ReLU between them is usual.</source>
        <translation>每一层接收的数目由其权重决定；层间通常使用 ReLU。</translation>
    </message>
    <message>
        <source>Theano and Lasagne flip kernels unless told otherwise; the numbers do not show it.</source>
        <translation>Theano 和 Lasagne 默认翻转卷积核；仅凭数值看不出来。</translation>
    </message>
    <message>
        <source>Borders, pools and the size of the picture are the most usual ones that lead to the {0} inputs of the first dense layer.</source>
        <translation>边界、池化和图像尺寸取最常见的、且能得到第一个全连接层 {0} 个输入的组合。</translation>
    </message>
    <message>
        <source>Borders and pools are the most usual ones.</source>
        <translation>边界和池化取最常见的设置。</translation>
    </message>
    <message>
        <source>{0} {1}</source>
        <translation>{0}{1}</translation>
    </message>
</context>
<context>
    <name>WeightsEditor</name>
    <message>
        <source>Width and height of the picture</source>
        <translation>图像的宽与高</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>How the weights are used</source>
        <translation>权重的使用方式</translation>
    </message>
    <message>
        <source>{0} holds numbers and no layers. How they are used was guessed.</source>
        <translation>{0} 只有数值，没有网络层；其使用方式为推测。</translation>
    </message>
    <message>
        <source>{0} holds numbers and no layers. How they are used was said.</source>
        <translation>{0} 只有数值，没有网络层；其使用方式已有说明。</translation>
    </message>
    <message>
        <source>As it was when opened</source>
        <translation>恢复为打开时的状态</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Kernels</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>Border</source>
        <translation>边界</translation>
    </message>
    <message>
        <source>Nonlinearity</source>
        <translation>非线性</translation>
    </message>
    <message>
        <source>All convolutions</source>
        <translation>所有卷积层</translation>
    </message>
    <message>
        <source>All pools</source>
        <translation>所有池化层</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>所有层</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{1} 的{0}</translation>
    </message>
    <message>
        <source>Theano&apos;s convolution flips kernels; others, ONNX too, correlate</source>
        <translation>Theano 的卷积会翻转卷积核；其他框架（包括 ONNX）做的是互相关</translation>
    </message>
    <message>
        <source>flipped</source>
        <translation>翻转</translation>
    </message>
    <message>
        <source>not flipped</source>
        <translation>不翻转</translation>
    </message>
    <message>
        <source>rest dropped</source>
        <translation>舍去余数</translation>
    </message>
    <message>
        <source>rest kept</source>
        <translation>保留余数</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>ZoomButtons</name>
    <message>
        <source>Smaller (Shift+Down)</source>
        <translation>缩小 (Shift+Down)</translation>
    </message>
    <message>
        <source>Actual size (Shift+Backspace)</source>
        <translation>实际大小 (Shift+Backspace)</translation>
    </message>
    <message>
        <source>Larger (Shift+Up)</source>
        <translation>放大 (Shift+Up)</translation>
    </message>
    <message>
        <source>Show the whole network (Shift+Home)</source>
        <translation>显示整个网络 (Shift+Home)</translation>
    </message>
</context>
<context>
    <name>ZoomSlider</name>
    <message>
        <source>Size of the maps</source>
        <translation>特征图大小</translation>
    </message>
    <message>
        <source>Size of the maps (Ctrl+wheel); double-click to reset</source>
        <translation>特征图大小（Ctrl+滚轮）；双击复位</translation>
    </message>
</context>
<context>
    <name>_Summands</name>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Adds</source>
        <translation>贡献</translation>
    </message>
    <message>
        <source>Sum so far</source>
        <translation>累计</translation>
    </message>
</context>
<context>
    <name>clipboard</name>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图像</translation>
    </message>
</context>
<context>
    <name>edit_words</name>
    <message>
        <source>1 channel switched off</source>
        <translation>关闭 1 个通道</translation>
    </message>
    <message>
        <source>1 channel changed</source>
        <translation>改动 1 个通道</translation>
    </message>
    <message>
        <source>{0} channels switched off</source>
        <translation>关闭 {0} 个通道</translation>
    </message>
    <message>
        <source>{0} channels changed</source>
        <translation>改动 {0} 个通道</translation>
    </message>
    <message>
        <source>Picture: {0}</source>
        <translation>图像：{0}</translation>
    </message>
    <message>
        <source>mirrored</source>
        <translation>翻转</translation>
    </message>
    <message>
        <source>turned by {0}°</source>
        <translation>旋转 {0}°</translation>
    </message>
    <message>
        <source>shifted</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>brighter</source>
        <translation>调亮</translation>
    </message>
    <message>
        <source>darker</source>
        <translation>调暗</translation>
    </message>
    <message>
        <source>blurred</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>with noise</source>
        <translation>加噪声</translation>
    </message>
    <message>
        <source>1 part covered</source>
        <translation>遮住 1 处</translation>
    </message>
    <message>
        <source>{0} parts covered</source>
        <translation>遮住 {0} 处</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>It takes more than a picture: {0}; sizes and scales are filled in, all else is 0.</source>
        <translation>除图像外它还有其他输入：{0}；尺寸和比例已自动填入，其余为 0。</translation>
    </message>
    <message>
        <source>{0} of its operators are not known: {1}. What follows them is left out, and there are no predictions.</source>
        <translation>有 {0} 个算子未知：{1}。其后的部分已略去，因此没有预测结果。</translation>
    </message>
    <message>
        <source>The size of pictures is not stated; {0} × {1} goes through the network.</source>
        <translation>模型未说明图像尺寸；{0} × {1} 可以通过网络。</translation>
    </message>
    <message>
        <source>{0} names {1} classes, the model has {2}; the names were not used.</source>
        <translation>{0} 列出 {1} 个类别，模型有 {2} 个；这些名称未被使用。</translation>
    </message>
    <message>
        <source>{0} {1} is stated, but the model takes {2}; that is used.</source>
        <translation>所述 {0} 为 {1}，但模型需要 {2}；以模型为准。</translation>
    </message>
    <message>
        <source>colour is stated, but the model takes one channel; grey is used.</source>
        <translation>所述为彩色，但模型只有一个通道；改用灰度。</translation>
    </message>
    <message>
        <source>{0}: {1} {2} is not known; stretched instead.</source>
        <translation>{0}：{1} {2} 未知；改为拉伸。</translation>
    </message>
    <message>
        <source>{0}: {1} {2} is no list of numbers.</source>
        <translation>{0}：{1} {2} 不是数字列表。</translation>
    </message>
    <message>
        <source>{0}: preprocessing {1} is not known and was not used.</source>
        <translation>{0}：预处理项 {1} 未知，未被使用。</translation>
    </message>
    <message>
        <source>{0}: {1} {2}, not {3}; it was not used.</source>
        <translation>{0}：{1} {2}，而不是 {3}；未被使用。</translation>
    </message>
    <message>
        <source>must be a finite number</source>
        <translation>必须是有限的数</translation>
    </message>
    <message>
        <source>must be a number up to {0}</source>
        <translation>必须是不大于 {0} 的数</translation>
    </message>
    <message>
        <source>must be a whole number from 1 to {0}</source>
        <translation>必须是 1 到 {0} 的整数</translation>
    </message>
    <message>
        <source>must be [height, width]</source>
        <translation>必须是 [高, 宽]</translation>
    </message>
    <message>
        <source>must be above 0 and at most 1</source>
        <translation>必须大于 0 且不大于 1</translation>
    </message>
    <message>
        <source>must be [black, white]</source>
        <translation>必须是 [黑, 白]</translation>
    </message>
    <message>
        <source>must have two different ends</source>
        <translation>两端必须不同</translation>
    </message>
    <message>
        <source>must be one number, or three</source>
        <translation>必须是一个或三个数</translation>
    </message>
    <message>
        <source>must not be 0</source>
        <translation>不能为 0</translation>
    </message>
    <message>
        <source>must be 0 to 255</source>
        <translation>必须在 0 到 255 之间</translation>
    </message>
    <message>
        <source>must be one of {0}</source>
        <translation>必须是以下之一：{0}</translation>
    </message>
    <message>
        <source>{0} has {1} characters and was not read.</source>
        <translation>{0} 有 {1} 个字符，未读取。</translation>
    </message>
    <message>
        <source>{0} holds no JSON object and was not used.</source>
        <translation>{0} 不含 JSON 对象，未被使用。</translation>
    </message>
    <message>
        <source>{0} is no valid JSON and was not used ({1}).</source>
        <translation>{0} 不是有效的 JSON，未被使用（{1}）。</translation>
    </message>
    <message>
        <source>{0} is no TOML and was not used: {1}.</source>
        <translation>{0} 不是 TOML，未被使用：{1}。</translation>
    </message>
    <message>
        <source>{0} has {1} bytes and was not read.</source>
        <translation>{0} 有 {1} 字节，未读取。</translation>
    </message>
    <message>
        <source>{0} could not be read ({1}).</source>
        <translation>无法读取 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0}: id2label is not numbered from 0 and was not used.</source>
        <translation>{0}：id2label 不是从 0 编号，未被使用。</translation>
    </message>
    <message>
        <source>{0}: rescale_factor {1} is no number.</source>
        <translation>{0}：rescale_factor {1} 不是数字。</translation>
    </message>
    <message>
        <source>{0}: the longest edge is limited; padded to the input instead.</source>
        <translation>{0}：限制了最长边；改为加边以适应输入。</translation>
    </message>
    <message>
        <source>{0}: resample {1} is not known.</source>
        <translation>{0}：resample {1} 未知。</translation>
    </message>
    <message>
        <source>{0}: crop_mode {1} is not known.</source>
        <translation>{0}：crop_mode {1} 未知。</translation>
    </message>
    <message>
        <source>{0}: interpolation {1} is not known.</source>
        <translation>{0}：interpolation {1} 未知。</translation>
    </message>
    <message>
        <source>{0} has {1} labels, the model {2} classes; it was not used.</source>
        <translation>{0} 有 {1} 个标签，模型有 {2} 个类别；未被使用。</translation>
    </message>
    <message>
        <source>Image.ColorSpaceGamma {0}: pictures are given as sRGB.</source>
        <translation>Image.ColorSpaceGamma {0}：图像以 sRGB 给出。</translation>
    </message>
    <message>
        <source>{0} {1} is not known and was not used.</source>
        <translation>{0} {1} 未知，未被使用。</translation>
    </message>
    <message>
        <source>the model&apos;s {0} metadata has version {1}, this program knows {2}; what is known was used.</source>
        <translation>模型的 {0} 元数据版本为 {1}，本程序支持版本 {2}；已使用可识别的部分。</translation>
    </message>
    <message>
        <source>the model&apos;s labels are no list and were not used.</source>
        <translation>模型的标签不是列表，未被使用。</translation>
    </message>
    <message>
        <source>the model&apos;s preprocessing is no JSON object and was not used.</source>
        <translation>模型的预处理不是 JSON 对象，未被使用。</translation>
    </message>
    <message>
        <source>the model&apos;s &apos;names&apos; metadata names no classes and was not used.</source>
        <translation>模型的“names”元数据没有类别名称，未被使用。</translation>
    </message>
    <message>
        <source>it has more than {0} bytes.</source>
        <translation>文件超过 {0} 字节。</translation>
    </message>
    <message>
        <source>it holds no labels.</source>
        <translation>文件中没有标签。</translation>
    </message>
    <message>
        <source>it must be a list, or a table numbered from 0</source>
        <translation>它必须是列表，或从 0 编号的表</translation>
    </message>
    <message>
        <source>it is no file.</source>
        <translation>它不是文件。</translation>
    </message>
    <message>
        <source>it cannot be read: {0}.</source>
        <translation>无法读取：{0}。</translation>
    </message>
    <message>
        <source>it is no list of labels ({0}).</source>
        <translation>它不是标签列表（{0}）。</translation>
    </message>
    <message>
        <source>{0} needs {1} {2}, the limit is {3}.</source>
        <translation>{0} 需要 {1} {2}，上限为 {3}。</translation>
    </message>
    <message>
        <source>If you trust the file, start Convolens with {0}.</source>
        <translation>如果信任此文件，可用 {0} 启动 Convolens。</translation>
    </message>
    <message>
        <source>Do not trust this file unless you know who made it.</source>
        <translation>除非知道文件来源，否则不要信任它。</translation>
    </message>
    <message>
        <source>{0} cannot have a negative size, got shape {1}.</source>
        <translation>{0} 的尺寸不能为负，实为 {1}。</translation>
    </message>
    <message>
        <source>{0} can have up to {1} axes, got {2}.</source>
        <translation>{0} 最多 {1} 个轴，实有 {2} 个。</translation>
    </message>
    <message>
        <source>{0} of shape {1} needs {2} bytes, more memory than there is.</source>
        <translation>{0}（{1}）需要 {2} 字节，超过可用内存。</translation>
    </message>
    <message>
        <source>Close other programs, or use a smaller picture or model.</source>
        <translation>请关闭其他程序，或使用较小的图像或模型。</translation>
    </message>
    <message>
        <source>Close other programs, or use a smaller picture.</source>
        <translation>请关闭其他程序，或使用较小的图像。</translation>
    </message>
    <message>
        <source>needs more memory than there is.</source>
        <translation>所需内存超过可用内存。</translation>
    </message>
    <message>
        <source>needs {0} bytes, more memory than there is.</source>
        <translation>需要 {0} 字节，超过可用内存。</translation>
    </message>
    <message>
        <source>cannot work on what reaches it: {0}.</source>
        <translation>无法处理传来的数据：{0}。</translation>
    </message>
    <message>
        <source>is a device or a pipe, not a file.</source>
        <translation>它是设备或管道，不是文件。</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>请选择文件。</translation>
    </message>
    <message>
        <source>grows while it is read.</source>
        <translation>读取时文件仍在变大。</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>请稍后再试。</translation>
    </message>
    <message>
        <source>cannot be read: {0}.</source>
        <translation>无法读取：{0}。</translation>
    </message>
    <message>
        <source>Check that the file is there and that you may read it.</source>
        <translation>请检查文件是否存在、是否有读取权限。</translation>
    </message>
    <message>
        <source>cannot be written: {0}.</source>
        <translation>无法写入：{0}。</translation>
    </message>
    <message>
        <source>Check that the folder is there and that you may write to it.</source>
        <translation>请检查文件夹是否存在、是否有写入权限。</translation>
    </message>
    <message>
        <source>does not say which opset it uses.</source>
        <translation>没有说明使用哪个 opset。</translation>
    </message>
    <message>
        <source>asks for opset {0}; known are 1 to {1}.</source>
        <translation>它要求 opset {0}；支持 1 到 {1}。</translation>
    </message>
    <message>
        <source>Export the model again with an older opset, for example 17.</source>
        <translation>请用较旧的 opset（例如 17）重新导出模型。</translation>
    </message>
    <message>
        <source>has no output.</source>
        <translation>没有输出。</translation>
    </message>
    <message>
        <source>holds sparse weights, which are not known.</source>
        <translation>含有稀疏权重，尚不支持。</translation>
    </message>
    <message>
        <source>gives no result.</source>
        <translation>没有结果。</translation>
    </message>
    <message>
        <source>output {0} is made by no node.</source>
        <translation>没有节点产生输出 {0}。</translation>
    </message>
    <message>
        <source>weights {0} occur twice.</source>
        <translation>权重 {0} 出现两次。</translation>
    </message>
    <message>
        <source>is part of a cycle: it needs its own result.</source>
        <translation>处在循环中：需要自己的结果。</translation>
    </message>
    <message>
        <source>reads {0}, which nothing makes.</source>
        <translation>读取 {0}，但没有节点产生它。</translation>
    </message>
    <message>
        <source>value {0} is written twice.</source>
        <translation>值 {0} 被写入两次。</translation>
    </message>
    <message>
        <source>this network has no input.</source>
        <translation>此网络没有输入。</translation>
    </message>
    <message>
        <source>operator {0} is not known to Convolens.</source>
        <translation>Convolens 不认识算子 {0}。</translation>
    </message>
    <message>
        <source>operator {0} is known from opset {1} on, the model asks for opset {2}.</source>
        <translation>算子 {0} 从 opset {1} 起才有，模型要求 opset {2}。</translation>
    </message>
    <message>
        <source>attribute {0} is not known; known: {1}.</source>
        <translation>属性 {0} 未知；已知：{1}。</translation>
    </message>
    <message>
        <source>attribute {0} is missing.</source>
        <translation>缺少属性 {0}。</translation>
    </message>
    <message>
        <source>attribute {0} must be {1}, got {2}.</source>
        <translation>属性 {0} 必须是 {1}，实为 {2}。</translation>
    </message>
    <message>
        <source>takes {0} to {1} inputs, got {2}.</source>
        <translation>需要 {0} 到 {1} 个输入，实有 {2} 个。</translation>
    </message>
    <message>
        <source>input {0} is left out, but needed.</source>
        <translation>缺少必需的输入 {0}。</translation>
    </message>
    <message>
        <source>{0} lies in another file; open the model from its folder.</source>
        <translation>{0} 在另一个文件中；请从所在文件夹打开模型。</translation>
    </message>
    <message>
        <source>{0} points to {1}, which is not a file in the model&apos;s folder.</source>
        <translation>{0} 指向 {1}，它不是模型所在文件夹中的文件。</translation>
    </message>
    <message>
        <source>Do not trust this model unless you know who made it.</source>
        <translation>除非知道模型来源，否则不要信任它。</translation>
    </message>
    <message>
        <source>{0} lies in {1}, which cannot be read.</source>
        <translation>{0} 在 {1} 中，无法读取。</translation>
    </message>
    <message>
        <source>{0} lies in {1}, which cannot be read: {2}.</source>
        <translation>{0} 在 {1} 中，无法读取：{2}。</translation>
    </message>
    <message>
        <source>{0} lies in {1}, which changes while it is read.</source>
        <translation>{0} 在 {1} 中，读取时该文件在变化。</translation>
    </message>
    <message>
        <source>{0} needs {1} bytes at {2}; {3} has {4}.</source>
        <translation>{0} 需要位置 {2} 起的 {1} 字节；{3} 只有 {4}。</translation>
    </message>
    <message>
        <source>Copy the model and the files beside it again.</source>
        <translation>请重新复制模型及其旁边的文件。</translation>
    </message>
    <message>
        <source>Put {0} beside the model.</source>
        <translation>请把 {0} 放到模型旁边。</translation>
    </message>
    <message>
        <source>{0} does not hold the {1} values it announces.</source>
        <translation>{0} 没有所声明的 {1} 个值。</translation>
    </message>
    <message>
        <source>is a pickle, which can run any program when it is opened; it is not opened.</source>
        <translation>它是 pickle，打开时可能运行任意程序，因此不打开。</translation>
    </message>
    <message>
        <source>holds one array, not the weights of a network.</source>
        <translation>只有一个数组，不是网络的权重。</translation>
    </message>
    <message>
        <source>holds no arrays.</source>
        <translation>没有数组。</translation>
    </message>
    <message>
        <source>holds {0}, which is no array of a NumPy archive.</source>
        <translation>含有 {0}，它不是 NumPy 归档中的数组。</translation>
    </message>
    <message>
        <source>is no NumPy archive, or ends too early.</source>
        <translation>它不是 NumPy 归档，或文件不完整。</translation>
    </message>
    <message>
        <source>Download or copy it again.</source>
        <translation>请重新下载或复制。</translation>
    </message>
    <message>
        <source>Describe its layers in {0} beside it.</source>
        <translation>请在旁边的 {0} 中描述各层。</translation>
    </message>
    <message>
        <source>{0} arrays are used by no layer: {1}.</source>
        <translation>有 {0} 个数组没有被任何层使用：{1}。</translation>
    </message>
    <message>
        <source>Describe all layers, or leave these arrays out.</source>
        <translation>请描述所有层，或去掉这些数组。</translation>
    </message>
    <message>
        <source>W {0} does not fit maps of shape {1}.</source>
        <translation>W {0} 与形状为 {1} 的特征图不符。</translation>
    </message>
    <message>
        <source>b {0} does not fit {1} filters.</source>
        <translation>b {0} 与 {1} 个滤波器不符。</translation>
    </message>
    <message>
        <source>b {0} does not fit {1} units.</source>
        <translation>b {0} 与 {1} 个单元不符。</translation>
    </message>
    <message>
        <source>does not fit into maps of shape {0}.</source>
        <translation>放不进形状为 {0} 的特征图。</translation>
    </message>
    <message>
        <source>needs feature maps, got shape {0}.</source>
        <translation>需要特征图，实为形状 {0}。</translation>
    </message>
    <message>
        <source>the picture is damaged or ends too early ({0}).</source>
        <translation>图像已损坏或不完整（{0}）。</translation>
    </message>
    <message>
        <source>the picture has more than {0} bytes of metadata.</source>
        <translation>图像的元数据超过 {0} 字节。</translation>
    </message>
    <message>
        <source>the picture has more than {0} scans.</source>
        <translation>图像的扫描次数超过 {0}。</translation>
    </message>
    <message>
        <source>Copy or export it again.</source>
        <translation>请重新复制或导出。</translation>
    </message>
    <message>
        <source>the picture has {0} pixels; at most {1} are decoded.</source>
        <translation>图像有 {0} 像素；最多解码 {1}。</translation>
    </message>
    <message>
        <source>Make it smaller first.</source>
        <translation>请先缩小图像。</translation>
    </message>
    <message>
        <source>Make it smaller.</source>
        <translation>请缩小图像。</translation>
    </message>
    <message>
        <source>the file is empty.</source>
        <translation>文件为空。</translation>
    </message>
    <message>
        <source>there is not enough memory for this picture.</source>
        <translation>内存不足以打开此图像。</translation>
    </message>
    <message>
        <source>it is a device or a pipe.</source>
        <translation>它是设备或管道。</translation>
    </message>
    <message>
        <source>Open a picture file.</source>
        <translation>请打开图像文件。</translation>
    </message>
    <message>
        <source>there is no such file.</source>
        <translation>没有这个文件。</translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation>请检查名称和文件夹。</translation>
    </message>
    <message>
        <source>Open a picture that you may read.</source>
        <translation>请打开有权读取的图像。</translation>
    </message>
    <message>
        <source>input {0} has the shape {1}, which is no picture.</source>
        <translation>输入 {0} 的形状为 {1}，不是图像。</translation>
    </message>
    <message>
        <source>input {0} has {1} channels; a picture has 1 or 3.</source>
        <translation>输入 {0} 有 {1} 个通道；图像有 1 或 3 个。</translation>
    </message>
    <message>
        <source>Give arrays to model.run.</source>
        <translation>请用 model.run 传入数组。</translation>
    </message>
    <message>
        <source>Check the layout (NCHW or NHWC), or give arrays to model.run.</source>
        <translation>请检查布局（NCHW 或 NHWC），或用 model.run 传入数组。</translation>
    </message>
    <message>
        <source>input {0} takes {1}, got {2}.</source>
        <translation>输入 {0} 需要 {1}，实为 {2}。</translation>
    </message>
    <message>
        <source>result {0} was expected as {1}, came as {2}.</source>
        <translation>结果 {0} 应为 {1}，实为 {2}。</translation>
    </message>
    <message>
        <source>the file could not be written: {0}.</source>
        <translation>无法写入文件：{0}。</translation>
    </message>
    <message>
        <source>another file called {0} lies there already.</source>
        <translation>那里已有名为 {0} 的文件。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{0} (node {1})</source>
        <translation>{0}（节点 {1}）</translation>
    </message>
    <message>
        <source>Open a PNG, JPEG, BMP, GIF, TIFF, WebP or AVIF picture.</source>
        <translation>请打开 PNG、JPEG、BMP、GIF、TIFF、WebP 或 AVIF 图像。</translation>
    </message>
    <message>
        <source>HEIC pictures cannot be opened; save it as JPEG or PNG first.</source>
        <translation>无法打开 HEIC 图像；请先另存为 JPEG 或 PNG。</translation>
    </message>
    <message>
        <source>it is a PostScript file, not a picture.</source>
        <translation>它是 PostScript 文件，不是图像。</translation>
    </message>
    <message>
        <source>it is a PDF file, not a picture.</source>
        <translation>它是 PDF 文件，不是图像。</translation>
    </message>
    <message>
        <source>it is a text file, not a picture.</source>
        <translation>它是文本文件，不是图像。</translation>
    </message>
    <message>
        <source>it is not a picture in a known format.</source>
        <translation>它不是已知格式的图像。</translation>
    </message>
    <message>
        <source>it is a folder.</source>
        <translation>它是文件夹。</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>parts</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>levels</source>
        <translation>层</translation>
    </message>
    <message>
        <source>elements</source>
        <translation>元素</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>rounds</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>pieces</source>
        <translation>块</translation>
    </message>
    <message>
        <source>entries</source>
        <translation>项</translation>
    </message>
    <message>
        <source>items</source>
        <translation>项</translation>
    </message>
    <message>
        <source>times its size in the archive</source>
        <translation>倍于其在归档中的大小</translation>
    </message>
    <message>
        <source>The archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Array {0}</source>
        <translation>数组 {0}</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>The weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>The network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>An array</source>
        <translation>数组</translation>
    </message>
    <message>
        <source>Its result</source>
        <translation>其结果</translation>
    </message>
    <message>
        <source>The result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Running this network on a picture of this size</source>
        <translation>在此尺寸的图像上运行此网络</translation>
    </message>
    <message>
        <source>The picture that this network reads</source>
        <translation>此网络读取的图像</translation>
    </message>
    <message>
        <source>What is computed once</source>
        <translation>预先计算的部分</translation>
    </message>
    <message>
        <source>What is computed in all</source>
        <translation>全部计算结果</translation>
    </message>
    <message>
        <source>onnx metadata</source>
        <translation>模型元数据</translation>
    </message>
    <message>
        <source>{0} beside the model</source>
        <translation>模型旁的 {0}</translation>
    </message>
    <message>
        <source>{0} one folder up</source>
        <translation>上级文件夹中的 {0}</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>layout</source>
        <translation>布局</translation>
    </message>
</context>
<context>
    <name>forms</name>
    <message>
        <source>a single value</source>
        <translation>单个数值</translation>
    </message>
</context>
<context>
    <name>found_boxes</name>
    <message>
        <source>Class {0}</source>
        <translation>类别 {0}</translation>
    </message>
</context>
<context>
    <name>layer_figures</name>
    <message>
        <source>Minimum</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零值占比</translation>
    </message>
    <message>
        <source>Mean of A</source>
        <translation>A 的平均值</translation>
    </message>
    <message>
        <source>Mean of B</source>
        <translation>B 的平均值</translation>
    </message>
    <message>
        <source>Mean |B − A|</source>
        <translation>平均 |B − A|</translation>
    </message>
    <message>
        <source>Largest |B − A|</source>
        <translation>最大 |B − A|</translation>
    </message>
    <message>
        <source>Relative</source>
        <translation>相对差异</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
</context>
<context>
    <name>lesson</name>
    <message>
        <source>all others {0}</source>
        <translation>其余 {0}</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>map {0}</source>
        <translation>特征图 {0}</translation>
    </message>
    <message>
        <source>sum {0}</source>
        <translation>总和 {0}</translation>
    </message>
    <message>
        <source>window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>kernel</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>after {0}</source>
        <translation>{0} 之后</translation>
    </message>
</context>
<context>
    <name>problem_text</name>
    <message>
        <source>{0} cannot run on this picture: {1}</source>
        <translation>{0} 无法处理此图像：{1}</translation>
    </message>
    <message>
        <source>{0} could not be opened: {1}</source>
        <translation>无法打开 {0}：{1}</translation>
    </message>
    <message>
        <source>No program was made</source>
        <translation>未能制作程序</translation>
    </message>
    <message>
        <source>{0} could not be read or written: {1}</source>
        <translation>无法读取或写入 {0}：{1}</translation>
    </message>
    <message>
        <source>A file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Check that the folder is there, has room and may be written to.</source>
        <translation>请检查文件夹是否存在、有无空间、可否写入。</translation>
    </message>
    <message>
        <source>There is not enough memory for this</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>Close other programs or use a smaller picture.</source>
        <translation>请关闭其他程序，或使用较小的图像。</translation>
    </message>
    <message>
        <source>Something in Convolens itself went wrong</source>
        <translation>Convolens 自身出错</translation>
    </message>
    <message>
        <source>This is a fault of the program, not of your file. The log says more: Help, Open log folder.</source>
        <translation>这是程序的错误，不是您文件的问题。详见日志：帮助 → 打开日志文件夹。</translation>
    </message>
    <message>
        <source>{0} could not be opened: it is neither a model nor a picture</source>
        <translation>无法打开 {0}：它既不是模型也不是图像</translation>
    </message>
    <message>
        <source>Open a model (.onnx, .npz) or a picture (PNG, JPEG, WebP, BMP, TIFF, GIF).</source>
        <translation>请打开模型（.onnx、.npz）或图像（PNG、JPEG、WebP、BMP、TIFF、GIF）。</translation>
    </message>
    <message>
        <source>{0} holds no pictures</source>
        <translation>{0} 中没有图像</translation>
    </message>
    <message>
        <source>Drop a folder with pictures (PNG, JPEG, WebP, BMP, TIFF, GIF), or the files.</source>
        <translation>请拖入含有图像（PNG、JPEG、WebP、BMP、TIFF、GIF）的文件夹，或直接拖入文件。</translation>
    </message>
    <message>
        <source>{0} holds labels, but no model is open</source>
        <translation>{0} 含有标签，但没有打开模型</translation>
    </message>
    <message>
        <source>Open the model first, then load its labels.</source>
        <translation>请先打开模型，再载入标签。</translation>
    </message>
    <message>
        <source>This program is damaged: the model it carries cannot be used</source>
        <translation>此程序已损坏：其中的模型无法使用</translation>
    </message>
    <message>
        <source>Get the program again from where you have it.</source>
        <translation>请从原处重新获取此程序。</translation>
    </message>
    <message>
        <source>This is a link; Convolens downloads nothing</source>
        <translation>这是一个链接；Convolens 不下载任何内容</translation>
    </message>
    <message>
        <source>Save the picture in the browser, then drop the file. Or copy the picture and paste.</source>
        <translation>请在浏览器中保存图像后拖入文件，或复制图像后粘贴。</translation>
    </message>
    <message>
        <source>The clipboard holds no picture</source>
        <translation>剪贴板中没有图像</translation>
    </message>
    <message>
        <source>Copy a picture, or a file in the file manager, then paste again.</source>
        <translation>请复制图像，或在文件管理器中复制文件，再粘贴。</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>文件是空的</translation>
    </message>
    <message>
        <source>the file ends too early or is no model</source>
        <translation>文件不完整，或不是模型</translation>
    </message>
    <message>
        <source>it only points to the model (Git LFS)</source>
        <translation>它只是指向模型的指针 (Git LFS)</translation>
    </message>
    <message>
        <source>it is a web page</source>
        <translation>它是网页</translation>
    </message>
    <message>
        <source>it is a text file</source>
        <translation>它是文本文件</translation>
    </message>
    <message>
        <source>Download or copy it again, then drop it here.</source>
        <translation>请重新下载或复制，再拖到这里。</translation>
    </message>
    <message>
        <source>Download the real file from its web page, or run “git lfs pull”.</source>
        <translation>请从网页下载真正的文件，或运行“git lfs pull”。</translation>
    </message>
    <message>
        <source>Choose the .onnx file that the exporter wrote.</source>
        <translation>请选择导出工具写出的 .onnx 文件。</translation>
    </message>
    <message>
        <source>it uses something Convolens does not know</source>
        <translation>它用到了 Convolens 不支持的内容</translation>
    </message>
    <message>
        <source>its network is not complete</source>
        <translation>其中的网络不完整</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>它太大了</translation>
    </message>
    <message>
        <source>sizes do not fit</source>
        <translation>尺寸不匹配</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>Your drawing</source>
        <translation>您的绘图</translation>
    </message>
    <message>
        <source>Your picture</source>
        <translation>您的图像</translation>
    </message>
    <message>
        <source>{0} and {1} are still open.</source>
        <translation>{0} 和 {1} 仍然保留。</translation>
    </message>
    <message>
        <source>{0} is still open.</source>
        <translation>{0} 仍然保留。</translation>
    </message>
</context>
<context>
    <name>start</name>
    <message>
        <source>Today, {0}</source>
        <translation>今天 {0}</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
</context>
<context>
    <name>unit</name>
    <message>
        <source>the picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>x, from before</source>
        <translation>先前的 x</translation>
    </message>
    <message>
        <source>score</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>smallest</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>和</translation>
    </message>
    <message>
        <source>border</source>
        <translation>边界</translation>
    </message>
    <message>
        <source>mixture</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>the picture itself</source>
        <translation>图像本身</translation>
    </message>
    <message>
        <source>the largest value of the window</source>
        <translation>窗口中的最大值</translation>
    </message>
    <message>
        <source>the mean of the window</source>
        <translation>窗口的平均值</translation>
    </message>
    <message>
        <source>the largest value of the whole map</source>
        <translation>整张图的最大值</translation>
    </message>
    <message>
        <source>Σ neighbour × share</source>
        <translation>Σ 邻值 × 份额</translation>
    </message>
    <message>
        <source>a mixture of neighbours</source>
        <translation>邻值的混合</translation>
    </message>
    <message>
        <source>Σ pixels that reach here × kernel</source>
        <translation>Σ 波及此处的像素 × 卷积核</translation>
    </message>
    <message>
        <source>Σ pixels that reach here × kernel + bias</source>
        <translation>Σ 波及此处的像素 × 卷积核 + 偏置</translation>
    </message>
    <message>
        <source>exp(score) ÷ Σ exp(scores)</source>
        <translation>exp(分数) ÷ Σ exp(各分数)</translation>
    </message>
    <message>
        <source>score − ln Σ exp(scores)</source>
        <translation>分数 − ln Σ exp(各分数)</translation>
    </message>
    <message>
        <source>the same value</source>
        <translation>数值不变</translation>
    </message>
    <message>
        <source>the same value, in another shape</source>
        <translation>数值不变，形状不同</translation>
    </message>
    <message>
        <source>the same value, with axes in another order</source>
        <translation>数值不变，轴的顺序不同</translation>
    </message>
    <message>
        <source>a channel&apos;s pixel, spread over the picture</source>
        <translation>某通道的像素，铺开到图像上</translation>
    </message>
    <message>
        <source>a border added around</source>
        <translation>四周加边</translation>
    </message>
    <message>
        <source>the same value, inside the border</source>
        <translation>数值不变，位于边界之内</translation>
    </message>
    <message>
        <source>the border</source>
        <translation>边界</translation>
    </message>
    <message>
        <source>a part of the whole</source>
        <translation>整体的一部分</translation>
    </message>
    <message>
        <source>cut out of the whole</source>
        <translation>从整体中截取</translation>
    </message>
    <message>
        <source>x to the power {0}</source>
        <translation>x 的 {0} 次幂</translation>
    </message>
    <message>
        <source>{0} · x, or {1} · {2} · (exp(x) − {3}) below {4}</source>
        <translation>{0} · x；小于 {4} 时为 {1} · {2} · (exp(x) − {3})</translation>
    </message>
    <message>
        <source>taken from input {0}</source>
        <translation>取自输入 {0}</translation>
    </message>
    <message>
        <source>kept within {0} … {1}</source>
        <translation>限制在 {0} … {1} 之间</translation>
    </message>
    <message>
        <source>{0} · x + {1}, kept within {2} … {3}</source>
        <translation>{0} · x + {1}，限制在 {2} … {3} 之间</translation>
    </message>
    <message>
        <source>x · (x ÷ {0} + ½, kept within {1} … {2})</source>
        <translation>x ·（x ÷ {0} + ½，限制在 {1} … {2} 之间）</translation>
    </message>
    <message>
        <source>x, or {0} · x below {1}</source>
        <translation>x；低于 {1} 时为 {0} · x</translation>
    </message>
    <message>
        <source>x, or {0} · (exp(x) − {1}) below {2}</source>
        <translation>x；低于 {2} 时为 {0} · (exp(x) − {1})</translation>
    </message>
    <message>
        <source>the mean of the whole map, {0} ÷ {1}</source>
        <translation>整幅特征图的平均值，{0} ÷ {1}</translation>
    </message>
    <message>
        <source>Σ |x|^{0} of the window</source>
        <translation>窗口内的 Σ |x|^{0}</translation>
    </message>
    <message>
        <source>Σ |x|^{0} of the whole map</source>
        <translation>整幅特征图的 Σ |x|^{0}</translation>
    </message>
    <message>
        <source>x to the power {0} ÷ {1}</source>
        <translation>x 的 {0} ÷ {1} 次幂</translation>
    </message>
    <message>
        <source>the mean of {0} values, whose sum is {1}</source>
        <translation>{0} 个值的平均值，其总和为 {1}</translation>
    </message>
    <message>
        <source>exp({0}) ÷ {1}, the Σ exp of {2} scores</source>
        <translation>exp({0}) ÷ {1}（{2} 个分数的 Σ exp）</translation>
    </message>
    <message>
        <source>{0} − {1}, the ln Σ exp of {2} scores</source>
        <translation>{0} − {1}（{2} 个分数的 ln Σ exp）</translation>
    </message>
    <message>
        <source>exp({0}) ÷ {1}, the Σ exp of {2} scores, all less {3}</source>
        <translation>exp({0}) ÷ {1}（{2} 个分数各减 {3} 后的 Σ exp）</translation>
    </message>
    <message>
        <source>the largest of {0} inputs</source>
        <translation>{0} 个输入中的最大值</translation>
    </message>
    <message>
        <source>the smallest of {0} inputs</source>
        <translation>{0} 个输入中的最小值</translation>
    </message>
    <message>
        <source>what holds where the condition is true</source>
        <translation>条件为真时取的值</translation>
    </message>
    <message>
        <source>what holds where the condition is false</source>
        <translation>条件为假时取的值</translation>
    </message>
    <message>
        <source>the sum of {0} values</source>
        <translation>{0} 个值之和</translation>
    </message>
    <message>
        <source>the largest of {0} values</source>
        <translation>{0} 个值中的最大值</translation>
    </message>
    <message>
        <source>the smallest of {0} values</source>
        <translation>{0} 个值中的最小值</translation>
    </message>
    <message>
        <source>the place of the largest of {0} values</source>
        <translation>{0} 个值中最大值的位置</translation>
    </message>
    <message>
        <source>the place of the smallest of {0} values</source>
        <translation>{0} 个值中最小值的位置</translation>
    </message>
    <message>
        <source>Σ values ÷ {0}</source>
        <translation>Σ 值 ÷ {0}</translation>
    </message>
    <message>
        <source>Σ |x| of {0} values</source>
        <translation>{0} 个值的 Σ |x|</translation>
    </message>
    <message>
        <source>Σ x² of {0} values</source>
        <translation>{0} 个值的 Σ x²</translation>
    </message>
    <message>
        <source>part {0} of the whole</source>
        <translation>整体的第 {0} 部分</translation>
    </message>
    <message>
        <source>taken from place {0} of axis {1}</source>
        <translation>取自位置 {0}，轴 {1}</translation>
    </message>
    <message>
        <source>the same value, repeated</source>
        <translation>同一个值，重复出现</translation>
    </message>
    <message>
        <source>a pixel, put into a channel of its own</source>
        <translation>一个像素，移入单独的通道</translation>
    </message>
    <message>
        <source>the border, a copy of the inside</source>
        <translation>边界，复制自内部</translation>
    </message>
    <message>
        <source>at least {0}</source>
        <translation>不小于 {0}</translation>
    </message>
    <message>
        <source>at most {0}</source>
        <translation>不大于 {0}</translation>
    </message>
    <message>
        <source>x, or {0} up to {1}</source>
        <translation>x；不大于 {1} 时为 {0}</translation>
    </message>
    <message>
        <source>x nearer to {0} by {1}; {2} from −{3} to {4}</source>
        <translation>x 向 {0} 靠近 {1}；在 −{3} 到 {4} 之间为 {2}</translation>
    </message>
    <message>
        <source>x, or {0} · (exp(x ÷ {1}) − {2}) below {3}</source>
        <translation>x；低于 {3} 时为 {0} · (exp(x ÷ {1}) − {2})</translation>
    </message>
    <message>
        <source>x, rounded</source>
        <translation>x，取整</translation>
    </message>
    <message>
        <source>x, rounded down</source>
        <translation>x，向下取整</translation>
    </message>
    <message>
        <source>x, rounded up</source>
        <translation>x，向上取整</translation>
    </message>
    <message>
        <source>{0} above {1}, −{2} below, else {3}</source>
        <translation>大于 {1} 为 {0}，小于为 −{2}，否则为 {3}</translation>
    </message>
    <message>
        <source>x ÷ {0}, rounded, + {1}</source>
        <translation>x ÷ {0}，取整，+ {1}</translation>
    </message>
    <message>
        <source>x ÷ {0}, rounded, + {1}, kept within {2} … {3}</source>
        <translation>x ÷ {0}，取整，+ {1}，限制在 {2} … {3} 之间</translation>
    </message>
    <message>
        <source>x · {0}, rounded, + {1}, kept within {2} … {3}</source>
        <translation>x · {0}，取整，+ {1}，限制在 {2} … {3} 之间</translation>
    </message>
    <message>
        <source>(x − {0}) ÷ {1}, with mean and deviation of {2} values</source>
        <translation>(x − {0}) ÷ {1}，用 {2} 个值的均值和标准差</translation>
    </message>
    <message>
        <source>(x − {0}) ÷ {1} · {2} + {3}, with mean and deviation of this map</source>
        <translation>(x − {0}) ÷ {1} · {2} + {3}，用本图的均值和标准差</translation>
    </message>
    <message>
        <source>(x − {0}) ÷ {1} · {2} + {3}, with mean and deviation of {4} values</source>
        <translation>(x − {0}) ÷ {1} · {2} + {3}，用 {4} 个值的均值和标准差</translation>
    </message>
    <message>
        <source>(x − {0}) ÷ {1} · {2} + {3}, with mean and deviation of channels {4} … {5}</source>
        <translation>(x − {0}) ÷ {1} · {2} + {3}，用通道 {4} … {5} 的均值和标准差</translation>
    </message>
    <message>
        <source>x ÷ {0} · {1}, with the root of the mean of {2} squares</source>
        <translation>x ÷ {0} · {1}，用 {2} 个平方的均值的平方根</translation>
    </message>
    <message>
        <source>x ÷ {0}, the length of {1} values</source>
        <translation>x ÷ {0}，即 {1} 个值的长度</translation>
    </message>
    <message>
        <source>x ÷ ({0} + {1} · {2})^{3}, with {4} = Σ x² of channels {5} … {6}</source>
        <translation>x ÷ ({0} + {1} · {2})^{3}，其中 {4} = 通道 {5} … {6} 的 Σ x²</translation>
    </message>
    <message>
        <source>your change</source>
        <translation>您的改动</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Channel {0}</source>
        <translation>通道 {0}</translation>
    </message>
    <message>
        <source>Value {0}</source>
        <translation>数值 {0}</translation>
    </message>
    <message>
        <source>channel {0}</source>
        <translation>通道 {0}</translation>
    </message>
    <message>
        <source>input {0}</source>
        <translation>输入 {0}</translation>
    </message>
    <message>
        <source>after {0}</source>
        <translation>{0} 之后</translation>
    </message>
    <message>
        <source>Formula not shown</source>
        <translation>不显示公式</translation>
    </message>
    <message>
        <source>Window × kernel</source>
        <translation>窗口 × 卷积核</translation>
    </message>
    <message>
        <source>Window × kernel, added up over {0} input channels</source>
        <translation>窗口 × 卷积核，对 {0} 个输入通道求和</translation>
    </message>
    <message>
        <source>Window × kernel, added up over {0} input channels; strongest first</source>
        <translation>窗口 × 卷积核，对 {0} 个输入通道求和；贡献最大的在前</translation>
    </message>
    <message>
        <source>Input × weight, added up over {0} inputs; strongest first</source>
        <translation>输入 × 权重，对 {0} 个输入求和；贡献最大的在前</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>then {0}</source>
        <translation>然后 {0}</translation>
    </message>
    <message>
        <source>How {0} works is not shown here as a formula. It reads {1}.</source>
        <translation>此处不以公式说明 {0}。它读取 {1}。</translation>
    </message>
    <message>
        <source>The file states {0}.</source>
        <translation>文件注明 {0}。</translation>
    </message>
    <message>
        <source>Its definition:</source>
        <translation>其定义：</translation>
    </message>
    <message>
        <source>sees all of it</source>
        <translation>看到全部</translation>
    </message>
    <message>
        <source>sees {0}</source>
        <translation>看到 {0}</translation>
    </message>
    <message>
        <source>{0}: the largest</source>
        <translation>{0}：最大值</translation>
    </message>
    <message>
        <source>window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>kernel</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>the values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>来自何处</translation>
    </message>
    <message>
        <source>Kernel, one slice per input channel</source>
        <translation>卷积核，每个输入通道一片</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>Kernel, the {0} strongest of {1} slices</source>
        <translation>卷积核，{1} 片中最强的 {0} 片</translation>
    </message>
    <message>
        <source>{0} more channels</source>
        <translation>其余 {0} 个通道</translation>
    </message>
    <message>
        <source>{0} more inputs</source>
        <translation>其余 {0} 个输入</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>{0} s</source>
        <translation>{0} s</translation>
    </message>
    <message>
        <source>{0} ms</source>
        <translation>{0} ms</translation>
    </message>
</context>
</TS>
