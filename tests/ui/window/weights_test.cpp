// The Model dock: what is listed and shown of stored weights is what lies in the file.
#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QTreeWidget>
#include <cmath>
#include <cstring>
#include <numeric>

#include "recorded_models.h"
#include "session/weight_browser.h"
#include "support/tiny_model.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/weight_map.h"

namespace headlight::ui {
namespace {

class WeightsTest : public RecordedModelsTest {
 protected:
  QTreeWidget& tree() { return *window->findChild<QTreeWidget*>(QStringLiteral("weightTree")); }
  QTreeWidgetItem* find(int weight) {
    for (QTreeWidgetItemIterator it(&tree()); *it; ++it)
      if ((*it)->data(0, Qt::UserRole).toInt() == weight) return *it;
    return nullptr;
  }
};

TEST_F(WeightsTest, TheTreeListsWhatTheFileHoldsAndAClickShowsItsFigures) {
  openRecorded("bert-tiny-mlm");
  auto* dock = window->findChild<QDockWidget*>(QStringLiteral("modelDock"));
  EXPECT_FALSE(dock->isVisible());
  window->findChild<QAction*>(QStringLiteral("browseWeights"))->trigger();
  ASSERT_TRUE(waitUntil([&] { return window->modelPanel().weightCount() > 0; }));
  EXPECT_TRUE(dock->isVisible());
  const auto raw = headlight::test::readRaw(folder.path() / "bert-tiny-mlm" / "model.safetensors");
  EXPECT_EQ(window->modelPanel().weightCount(), static_cast<int>(raw.size()));
  const WeightBrowser browser(folder.path() / "bert-tiny-mlm");
  std::uint64_t sum = 0, listed = 0;
  for (const StoredWeight& weight : browser.weights()) sum += weight.elements;
  for (int i = 0; i < tree().topLevelItemCount(); ++i)
    listed += tree().topLevelItem(i)->data(1, Qt::UserRole).toULongLong();
  EXPECT_EQ(listed, sum);

  // Every weight: its figures against sums of our own over the file's bytes.
  for (std::size_t index = 0; index < browser.weights().size(); ++index) {
    const StoredWeight& weight = browser.weights()[index];
    ASSERT_EQ(weight.type, "F32");
    const std::string& bytes = raw.at(weight.name).bytes;
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    double squares = 0;
    for (const float value : values)
      squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    const WeightPicture picture = browser.read(index, 4);
    EXPECT_FLOAT_EQ(static_cast<float>(picture.least), *std::min_element(values.begin(), values.end()));
    EXPECT_FLOAT_EQ(static_cast<float>(picture.most), *std::max_element(values.begin(), values.end()));
    EXPECT_NEAR(picture.mean, mean, 1e-9);
    EXPECT_NEAR(picture.deviation, std::sqrt(squares / static_cast<double>(values.size())), 1e-9);
    EXPECT_EQ(picture.zeros, static_cast<std::uint64_t>(std::count(values.begin(), values.end(), 0.0F)));
    // A cell is the value farthest from 0 under it.
    for (int row = 0; row < picture.mapRows; ++row)
      for (int column = 0; column < picture.mapColumns; ++column) {
        float farthest = 0;
        for (auto r = row * picture.cellRows; r < std::min(picture.rows, (row + 1) * picture.cellRows); ++r)
          for (auto c = column * picture.cellColumns; c < std::min(picture.columns, (column + 1) * picture.cellColumns);
               ++c)
            if (const float value = values[static_cast<std::size_t>(r * picture.columns + c)];
                std::abs(value) > std::abs(farthest))
              farthest = value;
        EXPECT_EQ(picture.map[static_cast<std::size_t>(row * picture.mapColumns + column)], farthest);
      }
  }

  // And the click: a matrix of 20 x 20 is shown number by number.
  int chosen = -1;
  for (std::size_t i = 0; i < browser.weights().size(); ++i)
    if (browser.weights()[i].shape == std::vector<std::int64_t>{20, 20}) chosen = static_cast<int>(i);
  ASSERT_GE(chosen, 0);
  QTreeWidgetItem* item = find(chosen);
  ASSERT_TRUE(item);
  for (QTreeWidgetItem* above = item->parent(); above; above = above->parent()) above->setExpanded(true);
  tree().scrollToItem(item);
  QTest::mouseClick(tree().viewport(), Qt::LeftButton, {}, tree().visualItemRect(item).center());
  auto* map = window->findChild<WeightMap*>(QStringLiteral("weightMap"));
  ASSERT_TRUE(waitUntil([&] { return map->picture().mapRows == 20; }));
  EXPECT_EQ(item->text(1), QStringLiteral("20 × 20"));
  EXPECT_TRUE(
      window->findChild<QLabel*>(QStringLiteral("weightCaption"))->text().contains(QStringLiteral("one number")));
  const float value = map->picture().map[7 * 20 + 3];
  EXPECT_EQ(map->words(map->cellRect(7, 3).center()),
            QStringLiteral("row 7, column 3: %1")
                .arg(QString::number(static_cast<double>(value), 'g', 6).replace(QLatin1Char('-'), QChar(0x2212))));
  EXPECT_TRUE(
      window->findChild<QLabel*>(QStringLiteral("weightCaption"))->text().startsWith(QStringLiteral("20 × 20 as f32")));
}

TEST_F(WeightsTest, AnotherModelListsItsOwnWeights) {
  openRecorded("bert-tiny-mlm");
  window->findChild<QAction*>(QStringLiteral("browseWeights"))->trigger();
  ASSERT_TRUE(waitUntil([&] { return window->modelPanel().weightCount() > 0; }));
  const int before = window->modelPanel().weightCount();
  const auto other = recorded("bert-tiny-ner");
  window->openModel(QString::fromStdString(other.string()));
  ASSERT_TRUE(waitUntil([&] {
    return window->bridge().current()->folder.endsWith(QStringLiteral("bert-tiny-ner")) &&
           window->modelPanel().weightCount() > 0;
  }));
  EXPECT_NE(window->modelPanel().weightCount(), before);
  ASSERT_TRUE(waitForPicture());
}

}  // namespace
}  // namespace headlight::ui
