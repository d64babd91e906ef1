// What leaves the program is the same in every country: numbers have a point, whatever the window writes.
#include <QFile>
#include <QLocale>
#include <QRegularExpression>
#include <clocale>

#include "parts.h"
#include "ui/document/session_file.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/image_view.h"
#include "ui/views/matrix_view.h"
#include "ui/window/data_actions.h"
#include "ui/window/figure_actions.h"
#include "ui/window/session_files.h"

namespace headlight::ui {
namespace {

class FileLocaleTest : public PartsTest {
 protected:
  ~FileLocaleTest() override { QLocale::setDefault(QLocale::c()); }

  QByteArray bytesOf(const QString& path) {
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << path.toStdString();
    return file.readAll();
  }
  /// Every kind of file, by name.
  std::map<std::string, QByteArray> files() {
    const auto path = [this](const char* name) { return QString::fromStdString((folder.path() / name).string()); };
    std::map<std::string, QByteArray> made;
    data.saveTo(DataOf::Matrix, path("matrix.csv"));
    data.saveTo(DataOf::Predictions, path("predictions.csv"));
    figures.saveAs(path("figure.svg"));
    SavedWork work = workOf(document);
    work.time = QDateTime::fromMSecsSinceEpoch(0, Qt::UTC);
    work.model = savedModelOf(*bridge.current());
    work.place.drawing = lens.drawing();
    writeSession(work, path("work.headlight"));
    for (const char* name : {"matrix.csv", "predictions.csv", "figure.svg", "work.headlight"})
      made[name] = bytesOf(path(name));
    return made;
  }

  PassLoop loop{document, selection, bridge, inputs, budget, [this](const ModelInfo& model) {
                  PassNeeds needs{CapturePlan(lens.needs(model))};
                  data.addNeeds(needs);
                  return needs;
                }};
  LensWidget lens{selection};
  DataActions data{context, loop, lens};
  FigureActions figures{context, loop, lens};
};

TEST_F(FileLocaleTest, GermanFilesAreThoseOfEveryCountry) {
  document.text().setText(QStringLiteral("The owl told Tom that the owl"), {});
  serve("storyteller");
  const StackId stack = bridge.current()->info->stacks.front().stack;
  document.addWhatIf(ScaleHead{stack, 1, 1, 0.5F});
  Sampling sampling = document.sampling();
  sampling.temperature = 1.25F;
  document.setSampling(sampling);
  loop.request();
  ASSERT_TRUE(waitUntil([this] { return loop.shown().trace && loop.shown().current; }));
  lens.resize(900, 700);
  lens.setShown(loop.shown());
  lens.setView(MatrixView::id);
  selection.chooseHead(4, 2);
  selection.lockRow(3);

  QLocale::setDefault(QLocale::c());
  const auto plain = files();
  const QLocale german(QLocale::German, QLocale::Germany);
  ASSERT_EQ(german.toString(1234.5, 'f', 1), QStringLiteral("1.234,5"));
  QLocale::setDefault(german);
  const auto said = files();
  for (const auto& [name, bytes] : plain) {
    EXPECT_GT(bytes.size(), 100) << name;
    EXPECT_EQ(said.at(name), bytes) << name;
  }
  EXPECT_TRUE(plain.at("matrix.csv").contains("0."));
}

}  // namespace
}  // namespace headlight::ui
