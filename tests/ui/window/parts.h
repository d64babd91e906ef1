#pragma once

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QStatusBar>
#include <QTest>
#include <functional>

#include "support/sanitized.h"
#include "support/shared_data.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/window/capture_budget.h"
#include "ui/window/message_strip.h"
#include "ui/window/model_inputs.h"
#include "ui/window/opening.h"
#include "ui/window/pass_loop.h"
#include "ui/window/run_window.h"
#include "ui/window/session_bridge.h"
#include "ui/window/settings.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"

namespace headlight::ui {

/// What a part of the window stands on, without the window. Models are the bundled ones, on the CPU.
class PartsTest : public testing::Test {
 protected:
  static bool waitUntil(const std::function<bool()>& condition, int limitMs = 15000) {
    QElapsedTimer timer;
    timer.start();
    while (!condition() && timer.elapsed() < limitMs * headlight::test::patience) QTest::qWait(2);
    return condition();
  }
  static PassNeeds noNeeds(const ModelInfo&) { return {}; }
  static WindowOptions cpu() {
    WindowOptions options;
    options.device = QStringLiteral("cpu");
    options.threads = 2;
    return options;
  }
  /// Opens that model and waits until it serves, with the document cut up for it.
  void serve(const char* name, const char* device = "cpu") {
    const auto loaded = QObject::connect(&bridge, &SessionBridge::loaded, &bridge, [this] {
      inputs.prepare(*bridge.coming());
      bridge.promote();
      inputs.takeOver(*bridge.current());
    });
    bridge.open(QStringLiteral(HEADLIGHT_ASSETS_DIR "/models/") + QLatin1String(name), QLatin1String(device), 2,
                WeightStorage::F32);
    EXPECT_TRUE(waitUntil([this] { return !bridge.opening(); }));
    QObject::disconnect(loaded);
    ASSERT_TRUE(bridge.current());
  }

  headlight::test::TemporaryFolder folder;
  QStatusBar bar;
  MessageStrip messages;
  StatusLine status{bar};
  Settings settings{false};
  Document document;
  Selection selection;
  SessionBridge bridge;
  ModelInputs inputs{document};
  CaptureBudget budget{settings, 0};
  WindowContext context{bar, settings, document, selection, bridge, messages, status};
};

}  // namespace headlight::ui
