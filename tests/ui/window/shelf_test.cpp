// The shelf on the real window: what came with the program shows what it says it does, and a teacher's own is kept.
#include "ui/window/shelf.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QToolButton>

#include "fixture.h"
#include "ui/theme/text_scale.h"
#include "ui/window/bundled_models.h"
#include "ui/window/shelf_panel.h"

namespace headlight::ui {
namespace {

class ShelfTest : public WindowTest {
 protected:
  ShelfPanel& panel() { return *window->findChild<ShelfPanel*>(QStringLiteral("shelfPanel")); }
  QListWidget& list() { return *window->findChild<QListWidget*>(QStringLiteral("shelfList")); }
  QPushButton& button(const char* name) { return *window->findChild<QPushButton*>(QLatin1String(name)); }
  /// By the button beside undo, as a person does.
  void openShelf() {
    for (auto* beside : window->findChildren<QToolButton*>())
      if (beside->isVisible() && beside->toolTip().contains(QStringLiteral("Shelf"))) {
        QTest::mouseClick(beside, Qt::LeftButton);
        ASSERT_TRUE(waitUntil([&] { return panel().isVisible(); }));
        return;
      }
    FAIL() << "no button";
  }
  void click(int row) {
    list().scrollToItem(list().item(row));
    QTest::mouseClick(list().viewport(), Qt::LeftButton, {}, list().visualItemRect(list().item(row)).center());
  }
  void putThere(const QString& look) {
    openShelf();
    QTest::keyClicks(window->findChild<QLineEdit*>(QStringLiteral("shelfLook")), look);
    QTest::mouseClick(&button("shelfPut"), Qt::LeftButton);
  }
  QString ownFile() { return shelfFolder() + QStringLiteral("/shelf.json"); }
};

class BundledShelfTest : public ShelfTest, public testing::WithParamInterface<const char*> {};

TEST_P(BundledShelfTest, EveryEntryShowsWhatItSays) {
  QFile file(QStringLiteral(HEADLIGHT_ASSETS_DIR "/samples/%1.json").arg(QLatin1String(GetParam())));
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QJsonArray entries = QJsonDocument::fromJson(file.readAll()).object()["shelf"].toArray();
  ASSERT_GE(entries.size(), 3);
  options.model = QLatin1String(GetParam());
  options.text = QStringLiteral("Nothing yet.");
  open();
  for (int row = 0; row < entries.size(); ++row) {
    const QJsonObject entry = entries[row].toObject(), shows = entry["shows"].toObject();
    SCOPED_TRACE(entry["text"].toString().toStdString() + entry["picture"].toString().toStdString());
    for (const char* language : {"en", "zh_CN"})
      EXPECT_FALSE(entry["look"].toObject()[QLatin1String(language)].toString().isEmpty()) << language;
    openShelf();
    ASSERT_EQ(list().count(), entries.size());
    EXPECT_EQ(list().item(row)->data(Qt::UserRole).toString(), entry["look"].toObject()["en"].toString());
    const quint64 before = window->document().revision();
    click(row);
    EXPECT_FALSE(panel().isVisible());
    ASSERT_TRUE(waitUntil([&] { return window->document().revision() != before; }));
    ASSERT_TRUE(waitForPicture());
    if (const QString top = shows["top"].toString(); !top.isEmpty()) {
      ASSERT_TRUE(waitUntil([&] { return !bars->rows().empty() && bars->rows().front().shown == top; }))
          << "says " << (bars->rows().empty() ? "nothing" : bars->rows().front().shown.toStdString()) << ", not "
          << top.toStdString();
    }
    if (const QString writes = shows["writes"].toString(); !writes.isEmpty()) {
      ASSERT_TRUE(waitUntil([&] { return window->document().textAt(1).text() == writes; }))
          << window->document().textAt(1).text().toStdString();
      ASSERT_TRUE(waitForPicture());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, BundledShelfTest,
                         testing::Values("storyteller", "fill-in", "translator", "translator-2014", "doodles",
                                         "photos-10"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST_F(ShelfTest, TakingASentenceIsOneStepOfUndo) {
  open();
  const QString before = window->document().text().text();
  openShelf();
  QTest::keyClick(&list(), Qt::Key_Down);
  QTest::keyClick(&list(), Qt::Key_Return);
  EXPECT_NE(window->document().text().text(), before);
  EXPECT_TRUE(editor->hasFocus()) << "the keyboard is where one goes on";
  QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(window->document().text().text(), before);
}

TEST_F(ShelfTest, ATeachersOwnSentenceIsThereTheNextDayAndCanBeTakenOff) {
  options.remember = true;
  open();
  openShelf();
  const int bundled = list().count();
  panel().hide();
  putThere(QStringLiteral("  owl is  two pieces "));
  ASSERT_EQ(list().count(), bundled + 1);
  panel().hide();
  window->close();
  window.reset();
  options.text = QStringLiteral("Another text");
  open();
  openShelf();
  ASSERT_EQ(list().count(), bundled + 1);
  EXPECT_EQ(list().item(bundled)->text(), QStringLiteral("The owl told Tom that the owl"));
  EXPECT_EQ(list().item(bundled)->data(Qt::UserRole).toString(), QStringLiteral("owl is two pieces"));
  EXPECT_FALSE(button("shelfRemove").isEnabled()) << "what came with the program stays";
  click(bundled);
  EXPECT_EQ(window->document().text().text(), QStringLiteral("The owl told Tom that the owl"));
  openShelf();
  list().setCurrentRow(bundled);
  QTest::keyClick(&list(), Qt::Key_Delete);
  EXPECT_EQ(list().count(), bundled);
}

TEST_F(ShelfTest, APictureGoesThereAsItIsDrawn) {
  options.model = QStringLiteral("doodles");
  options.text.clear();
  options.remember = true;
  open();
  openShelf();
  const int bundled = list().count();
  panel().hide();
  putThere(QStringLiteral("as it came"));
  ASSERT_EQ(list().count(), bundled + 1);
  const QStringList pictures = QDir(shelfFolder()).entryList({QStringLiteral("*.png")});
  ASSERT_EQ(pictures.size(), 1);
  const QSize size = window->document().image().picture().size();
  EXPECT_EQ(QImage(shelfFolder() + QLatin1Char('/') + pictures.first()).size(), size);
  list().setCurrentRow(bundled);
  QTest::mouseClick(&button("shelfRemove"), Qt::LeftButton);
  EXPECT_EQ(list().count(), bundled);
  EXPECT_TRUE(QDir(shelfFolder()).entryList({QStringLiteral("*.png")}).isEmpty()) << "nothing is left lying about";
}

TEST_F(ShelfTest, AnotherModelHasAnotherShelf) {
  options.remember = true;
  open();
  putThere(QStringLiteral("mine"));
  const int here = list().count();
  panel().hide();
  window->openModel(QStringLiteral("fill-in"));
  ASSERT_TRUE(waitUntil([&] { return !window->bridge().opening(); }));
  openShelf();
  for (int row = 0; row < list().count(); ++row)
    EXPECT_NE(list().item(row)->data(Qt::UserRole).toString(), QStringLiteral("mine"));
  panel().hide();
  window->openModel(QStringLiteral("storyteller"));
  ASSERT_TRUE(waitUntil([&] { return !window->bridge().opening(); }));
  openShelf();
  EXPECT_EQ(list().count(), here);
}

TEST_F(ShelfTest, AFileThatCannotBeReadIsSaidInOneSentenceAndKept) {
  options.remember = true;
  const struct {
    const char *bytes, *said;
  } files[] = {{"{ \"format\": ", "expected JSON"},
               {"[]", "expected an object"},
               {"{\"format\": \"headlight session\", \"version\": 1}", "expected \"format\": \"headlight shelf\""},
               {"{\"format\": \"headlight shelf\", \"version\": 7, \"entries\": []}", "a newer Headlight"},
               {"{\"format\": \"headlight shelf\", \"version\": 1}", "expected a list under \"entries\""}};
  for (const auto& file : files) {
    SCOPED_TRACE(file.bytes);
    ASSERT_TRUE(QDir().mkpath(shelfFolder()));
    QFile out(ownFile());
    ASSERT_TRUE(out.open(QIODevice::WriteOnly));
    out.write(file.bytes);
    out.close();
    window.reset();
    open();
    openShelf();
    auto* problems = window->findChild<QLabel*>(QStringLiteral("shelfProblems"));
    EXPECT_TRUE(problems->isVisible());
    EXPECT_TRUE(problems->text().contains(QLatin1String(file.said))) << problems->text().toStdString();
    EXPECT_TRUE(problems->text().contains(ownFile())) << problems->text().toStdString();
    EXPECT_GE(list().count(), 3) << "what came with the program is there";
    QTest::mouseClick(&button("shelfPut"), Qt::LeftButton);
    ASSERT_TRUE(out.open(QIODevice::ReadOnly));
    EXPECT_EQ(out.readAll(), QByteArray(file.bytes)) << "somebody's work is not written over";
    out.close();
    panel().hide();
  }
}

TEST_F(ShelfTest, OneBadEntryLeavesTheOthers) {
  options.remember = true;
  ASSERT_TRUE(QDir().mkpath(shelfFolder()));
  QFile out(ownFile());
  ASSERT_TRUE(out.open(QIODevice::WriteOnly));
  out.write(R"({"format": "headlight shelf", "version": 1, "entries": [
    {"model": "Storyteller", "look": "neither text nor picture"},
    {"model": "Storyteller", "picture": "../../secret.png", "look": "not beside it"},
    {"model": "Storyteller", "picture": "gone.png", "look": "gone"},
    {"model": "Storyteller", "text": "Tom met an owl", "look": "whole"}]})");
  out.close();
  const ShelfContents contents =
      Shelf(shelfFolder()).contents(QStringLiteral(HEADLIGHT_ASSETS_DIR "/models/storyteller"));
  EXPECT_EQ(contents.problems.size(), 3);
  ASSERT_FALSE(contents.entries.isEmpty());
  EXPECT_EQ(contents.entries.back().text, QStringLiteral("Tom met an owl"));
  EXPECT_EQ(contents.entries.back().own, 3);
}

TEST_F(ShelfTest, InLargeTypeItIsWholeOnItsScreen) {
  options.theme = QStringLiteral("projector");
  open(1280, 720);
  for (const int percent : {125, 200}) {
    window->setTextScale(percent);
    openShelf();
    const QRect room = window->screen()->availableGeometry();
    const QRect at = panel().geometry();
    EXPECT_TRUE(room.contains(at)) << percent << " %: " << at.x() << ", " << at.y() << ", " << at.width() << " x "
                                   << at.height() << " in " << room.width() << " x " << room.height();
    EXPECT_TRUE(button("shelfPut").isVisible());
    EXPECT_TRUE(
        panel().rect().contains(QRect(button("shelfPut").mapTo(&panel(), QPoint(0, 0)), button("shelfPut").size())));
    EXPECT_GE(list().height(), list().sizeHintForRow(0)) << "one entry at least is whole";
    panel().hide();
  }
  window.reset();
  setTextScale(100);
}

}  // namespace
}  // namespace headlight::ui
