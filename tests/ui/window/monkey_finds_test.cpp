// What the monkey found (tests/ui/monkey), each as small as it gets.
#include <QAction>
#include <QDockWidget>

#include "fixture.h"

namespace headlight::ui {
namespace {

/// Warnings of Qt's while it lives.
class Warnings {
 public:
  Warnings() {
    list().clear();
    before_ = qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& message) {
      if (type != QtDebugMsg && type != QtInfoMsg && !message.startsWith(QLatin1String("This plugin does not support")))
        list() << message;
    });
  }
  ~Warnings() { qInstallMessageHandler(before_); }
  static QStringList& list() {
    static QStringList all;
    return all;
  }

 private:
  QtMessageHandler before_;
};

class MonkeyFindsTest : public WindowTest {};

TEST_F(MonkeyFindsTest, ADockOnItsWayBackIntoTheWindowIsNotGivenAWidth) {
  open(1400, 800);
  const Warnings warnings;
  for (const char* name : {"inputDock", "predictionsDock"}) {
    auto* dock = window->findChild<QDockWidget*>(QLatin1String(name));
    dock->setFloating(true);
    QTest::qWait(20);
    dock->setFloating(false);
    window->resize(1200, 800);  // the docks' widths for a small window
    window->findChild<QAction*>(QStringLiteral("resetLayout"))->trigger();
    window->removeDockWidget(dock);
    window->resize(1400, 800);
    window->findChild<QAction*>(QStringLiteral("resetLayout"))->trigger();
    EXPECT_EQ(window->dockWidgetArea(dock) != Qt::NoDockWidgetArea, true);
    QTest::qWait(50);
  }
  EXPECT_EQ(Warnings::list().join(QLatin1Char('\n')).toStdString(), "");
}

TEST_F(MonkeyFindsTest, AMessageWithoutButtonsLeavesNothingBehind) {
  // Under AddressSanitizer, which counts at the end: the row of the buttons that there are none of was nobody's.
  MessageStrip strip;
  for (const Message::Kind kind : {Message::Kind::Told, Message::Kind::Refused}) {
    Message message;
    message.kind = kind;
    message.title = QStringLiteral("Nothing can be done.");
    strip.tell(MessageStrip::Device, message);
    strip.clear(MessageStrip::Device);
  }
  EXPECT_FALSE(strip.has(MessageStrip::Device));
}

}  // namespace
}  // namespace headlight::ui
