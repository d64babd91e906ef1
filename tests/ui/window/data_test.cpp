// What is on screen as data, read back by NumPy.
#include <QClipboard>
#include <QFile>
#include <QProcess>

#include "parts.h"
#include "ui/lens/lens_widget.h"
#include "ui/views/matrix_view.h"
#include "ui/window/data_actions.h"

namespace headlight::ui {
namespace {

class DataTest : public PartsTest {
 protected:
  void show() {
    document.text().setText(QStringLiteral("The owl, \u201cTom\u201d said"), {});
    serve("storyteller");
    loop.request();
    ASSERT_TRUE(waitUntil([this] { return loop.shown().trace != nullptr; }));
    lens.setShown(loop.shown());
    lens.setView(MatrixView::id);
    selection.chooseHead(4, 2);
  }
  QString path(const char* name) const { return QString::fromStdString((folder.path() / name).string()); }
  /// What the script prints; it gets the folder of the files.
  std::string python(const std::string& script) const {
    QProcess process;
    process.setWorkingDirectory(QString::fromStdString(folder.path().string()));
    process.start(QStringLiteral("python3"),
                  {QStringLiteral("-c"), QString::fromStdString("import numpy as np\n" + script)});
    if (!process.waitForFinished(60000)) return "python3 does not run";
    return (process.readAllStandardOutput() + process.readAllStandardError()).trimmed().toStdString();
  }
  static bool hasNumpy() {
    QProcess process;
    process.start(QStringLiteral("python3"), {QStringLiteral("-c"), QStringLiteral("import numpy")});
    return process.waitForFinished(60000) && process.exitCode() == 0;
  }
  void writeRaw(const char* name, const std::vector<float>& values) const {
    QFile file(path(name));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(reinterpret_cast<const char*>(values.data()), static_cast<qint64>(values.size() * sizeof(float)));
  }

  PassLoop loop{document, selection, bridge, inputs, budget, [this](const ModelInfo& model) {
                  PassNeeds needs{CapturePlan(lens.needs(model))};
                  data.addNeeds(needs);
                  return needs;
                }};
  LensWidget lens{selection};
  DataActions data{context, loop, lens};
};

TEST_F(DataTest, TheMatrixIsReadBackByNumpyBitForBit) {
  if (!hasNumpy()) GTEST_SKIP() << "python3 with numpy is not here";
  show();
  data.saveTo(DataOf::Matrix, path("m.csv"));
  data.saveTo(DataOf::Matrix, path("m.npy"));
  data.saveTo(DataOf::Matrix, path("m.npz"));
  const AttentionId attention = lens.trace()->model().attentions().front().id;
  writeRaw("expected.bin", patternOfHead(*lens.trace(), attention, 4, 2));
  EXPECT_EQ(python(R"(
import csv
expected = np.fromfile('expected.bin', '<f4')
m = np.load('m.npy')
assert m.dtype == np.float32 and m.shape[0] == m.shape[1]
assert np.array_equal(m.ravel(), expected)
z = np.load('m.npz')
assert [n for n in z.files if n != 'headlight.json'] == ['blocks.4.attn.pattern'], z.files
assert np.array_equal(z['blocks.4.attn.pattern'], m)
rows = list(csv.reader(open('m.csv', encoding='utf-8', newline='')))
assert rows[0][0] == 'blocks.4.attn.pattern'
assert [r[0] for r in rows[1:]] == rows[0][1:]
assert any('ow' in title for title in rows[0]), rows[0]
assert np.array_equal(np.array([r[1:] for r in rows[1:]], np.float32), m)
print('same')
)"),
            "same");
}

// The formulas of the paper, from the file alone.
TEST_F(DataTest, TheTensorsOfAHeadFitEachOther) {
  if (!hasNumpy()) GTEST_SKIP() << "python3 with numpy is not here";
  show();
  const auto sites = sitesOf(DataOf::Head, lens.trace()->model(), lens.state());
  ASSERT_FALSE(std::ranges::all_of(sites, [this](const SiteId& site) { return lens.trace()->find(site) != nullptr; }))
      << "some have to be asked for";
  QObject::connect(&loop, &PassLoop::shownChanged, &lens, [this](const ShownTrace& shown) {
    lens.setShown(shown);
    data.shown(shown);
  });
  data.saveTo(DataOf::Head, path("head.npz"));
  ASSERT_TRUE(waitUntil([this] { return QFile::exists(path("head.npz")); }));
  data.saveTo(DataOf::Head, path("head.csv"));
  ASSERT_TRUE(waitUntil([this] { return QFile::exists(path("head.csv")); }));
  EXPECT_EQ(python(R"(
import json, zipfile
z = np.load('head.npz')
names = [n for n in z.files if n != 'headlight.json']
assert names == ['blocks.4.attn.' + n for n in ('query', 'key', 'value', 'scores', 'pattern', 'head_out')], names
q, k, v, scores, pattern, out = [z[n] for n in names]
seen = pattern > 0
raw = q @ k.T / np.sqrt(q.shape[1])
first = np.arange(len(q)) > 0      # a row of one key tells no score
assert np.allclose(raw[first][seen[first]], scores[first][seen[first]], atol=1e-4)
assert np.isnan(scores[~seen]).all()
soft = np.where(seen, np.exp(raw - raw.max(1, keepdims=True)), 0)
assert np.allclose(soft / soft.sum(1, keepdims=True), pattern, atol=1e-5)
assert np.allclose(pattern @ v, out, atol=1e-4)
about = json.loads(zipfile.ZipFile('head.npz').read('headlight.json'))
assert about['layer'] == 4 and about['head'] == 2 and about['weights'].startswith('xxh3-128:')
print('same')
)"),
            "same");
}

TEST_F(DataTest, AllHeadsAndPredictionsAreWhole) {
  if (!hasNumpy()) GTEST_SKIP() << "python3 with numpy is not here";
  show();
  data.saveTo(DataOf::Heads, path("heads.npz"));
  data.saveTo(DataOf::Predictions, path("p.csv"));
  data.saveTo(DataOf::Predictions, path("p.npy"));
  const auto logits = lens.trace()->predictedLogits();
  writeRaw("logits.bin", {logits.begin(), logits.end()});
  EXPECT_EQ(python(R"(
import csv
z = np.load('heads.npz')
layers = [n for n in z.files if n != 'headlight.json']
assert layers == ['blocks.%d.attn.pattern' % i for i in range(6)], layers
assert all(np.allclose(z[n].sum(-1), 1, atol=1e-5) and z[n].shape[0] == 8 for n in layers)
logits = np.fromfile('logits.bin', '<f4')
p = np.load('p.npy')
assert len(p) == len(logits) and np.array_equal(p[:, 1], logits[p[:, 0].astype(int)])
assert (np.diff(p[:, 1]) <= 0).all() and np.isclose(p[:, 2].sum(), 1, atol=1e-4)
rows = list(csv.reader(open('p.csv', encoding='utf-8', newline='')))
assert rows[0][1:] == ['id', 'logit', 'probability'] and np.array_equal(np.array([r[1:] for r in rows[1:]], np.float32), p)
print('same')
)"),
            "same");
}

TEST_F(DataTest, TheMatrixIsATableOnTheClipboard) {
  show();
  data.copyTable();
  const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
  ASSERT_EQ(lines.size(), document.rows() + 1);
  for (const QString& line : lines) EXPECT_EQ(line.count(QLatin1Char('\t')), document.rows());
  EXPECT_EQ(lines[1].section(QLatin1Char('\t'), 1, 1).toDouble(), 1) << "the first row sees one key";
}

TEST_F(DataTest, WhatAFileCannotHoldIsRefusedByName) {
  show();
  const auto said = [](const std::vector<DataArray>& arrays, const QString& where) {
    try {
      saveData(arrays, where, "{}");
      return std::string();
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
  };
  const auto heads = dataOf(DataOf::Heads, lens.trace(), lens.state());
  EXPECT_NE(said(heads, path("a.npy")).find("take .npz"), std::string::npos);
  EXPECT_NE(said(heads, path("a.xlsx")).find(".csv, .npy or .npz"), std::string::npos);
  EXPECT_NE(said(heads, QStringLiteral("/nowhere/a.csv")).find("cannot be written"), std::string::npos);
}

}  // namespace
}  // namespace headlight::ui
