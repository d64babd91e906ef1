// main of the test binaries that need a QApplication. The platform comes from QT_QPA_PLATFORM: offscreen unless it is
// set.
#include <gtest/gtest.h>

#include <QApplication>
#include <QLoggingCategory>
#include <cstdio>

namespace {

/// What the offscreen platform has not, it says hundreds of times: a failure would be lost among it.
void dropPlatformExcuses(QtMsgType type, const QMessageLogContext& context, const QString& message) {
  if (message.startsWith(QLatin1String("This plugin does not support "))) return;
  std::fprintf(stderr, "%s\n", qFormatLogMessage(type, context, message).toLocal8Bit().constData());
  if (type == QtFatalMsg) std::abort();
}

}  // namespace

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  testing::InitGoogleTest(&argc, argv);
  qInstallMessageHandler(dropPlatformExcuses);
  QApplication application(argc, argv);
  return RUN_ALL_TESTS();
}
