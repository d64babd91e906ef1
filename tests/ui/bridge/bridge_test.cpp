// The sessions' threads and the UI thread, without a window. Also for ThreadSanitizer.
#include "ui/window/session_bridge.h"

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QThread>
#include <algorithm>
#include <cmath>
#include <functional>

#include "session/occlusion.h"
#include "trace/trace.h"

namespace headlight::ui {
namespace {

class Bridge : public testing::Test {
 protected:
  Bridge() { listen(); }

  void listen() {
    bridge = std::make_unique<SessionBridge>();
    const auto here = [this] { elsewhere += QThread::currentThread() != QCoreApplication::instance()->thread(); };
    // Direct: a signal emitted on another thread would be heard there.
    const auto direct = Qt::DirectConnection;
    QObject::connect(
        bridge.get(), &SessionBridge::loaded, bridge.get(),
        [this, here] {
          here();
          ++loaded;
          firstRequest();
        },
        direct);
    QObject::connect(
        bridge.get(), &SessionBridge::published, bridge.get(),
        [this, here](std::shared_ptr<const Trace> trace) {
          here();
          shown = std::move(trace);
          double sum = 0;
          for (const float logit : shown->predictedLogits()) sum += std::exp(static_cast<double>(logit));
          finite = finite && std::isfinite(sum);
        },
        direct);
    QObject::connect(
        bridge.get(), &SessionBridge::openFailed, bridge.get(),
        [this, here](const QString&, const QString&, const QString& sentence) {
          here();
          refusal = sentence;
        },
        direct);
    QObject::connect(
        bridge.get(), &SessionBridge::failed, bridge.get(), [this, here] { here(), ++failures; }, direct);
    QObject::connect(
        bridge.get(), &SessionBridge::wrote, bridge.get(), [this, here] { here(), ++wrote; }, direct);
    QObject::connect(
        bridge.get(), &SessionBridge::writingEnded, bridge.get(), [this, here] { here(), ++ended; }, direct);
    QObject::connect(
        bridge.get(), &SessionBridge::occluded, bridge.get(),
        [this, here](std::shared_ptr<const OcclusionMap> map) {
          here();
          occluded = std::move(map);
        },
        direct);
    QObject::connect(
        bridge.get(), &SessionBridge::checked, bridge.get(),
        [this, here](const BackendCheck& check) {
          here();
          ++checks;
          EXPECT_TRUE(check.agrees());
        },
        direct);
    QObject::connect(
        bridge.get(), &SessionBridge::progress, bridge.get(), [here] { here(); }, direct);
  }
  void TearDown() override {
    bridge.reset();
    QCoreApplication::processEvents();  // what was posted to it is gone with it
    EXPECT_EQ(elsewhere, 0);
    EXPECT_EQ(failures, 0);
    EXPECT_TRUE(finite);
  }

  static QString bundled(const char* name) { return QStringLiteral(HEADLIGHT_ASSETS_DIR "/models/") + name; }
  void open(const char* name) { bridge->open(bundled(name), QStringLiteral("cpu"), 2, WeightStorage::F32); }

  /// What `model` can be asked; another one for every revision.
  static Request request(const OpenModel& model, std::uint64_t revision) {
    Request asked;
    asked.revision = revision;
    asked.plan = model.info->everySite();
    if (const ImageInputInfo* image = model.info->image()) {
      const ImageInputInfo& picture = *image;
      auto pixels = std::make_shared<std::vector<float>>(
          static_cast<std::size_t>(picture.channels) * static_cast<std::size_t>(picture.height * picture.width), 0.5F);
      (*pixels)[static_cast<std::size_t>(revision) % pixels->size()] = -0.5F;
      asked.inputs = PictureInput{picture.height, picture.width, std::move(pixels), nullptr};
    } else {
      asked.inputs = TokenInput{{1, 2, 3, static_cast<std::int32_t>(4 + revision % 100)}};
    }
    return asked;
  }
  void firstRequest() { bridge->submitComing(request(*bridge->coming(), ++revision)); }
  void edit() { bridge->submit(request(*bridge->current(), ++revision)); }

  static bool waitUntil(const std::function<bool()>& condition, int limitMs = 120000) {
    QElapsedTimer timer;
    timer.start();
    while (!condition() && timer.elapsed() < limitMs) QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    return condition();
  }
  bool waitForPicture(const char* name) {
    return waitUntil([&] {
      return bridge->current() && bridge->current()->folder == bundled(name) && shown && shown->revision() == revision;
    });
  }

  std::unique_ptr<SessionBridge> bridge;
  std::shared_ptr<const Trace> shown;
  std::shared_ptr<const OcclusionMap> occluded;
  QString refusal;
  std::uint64_t revision = 0;
  int loaded = 0, failures = 0, wrote = 0, ended = 0, checks = 0, elsewhere = 0;
  bool finite = true;
};

TEST_F(Bridge, editsAreAnsweredAndTracesReadMeanwhile) {
  open("doodles");
  ASSERT_TRUE(waitForPicture("doodles"));
  std::vector<std::shared_ptr<const Trace>> kept;
  for (int i = 0; i < 60; ++i) {
    edit();
    QCoreApplication::processEvents();
    for (const auto& trace : kept)
      for (const float logit : trace->predictedLogits()) finite = finite && std::isfinite(logit);
    if (kept.empty() || kept.back() != shown) kept.push_back(shown);
  }
  EXPECT_TRUE(waitForPicture("doodles"));
  EXPECT_EQ(refusal, QString());
}

TEST_F(Bridge, modelsComeWhileOthersServe) {
  open("doodles");
  ASSERT_TRUE(waitForPicture("doodles"));
  for (const char* name : {"photos-10", "storyteller", "doodles"}) {
    open(name);
    while (bridge->opening() && bridge->current()->folder != bundled(name)) {
      if (!bridge->coming()) edit();  // to the one that serves
      QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    }
    ASSERT_TRUE(waitForPicture(name)) << name;
  }
}

TEST_F(Bridge, loadsAreGivenUpAtEveryPoint) {
  open("doodles");
  ASSERT_TRUE(waitForPicture("doodles"));
  for (int i = 0; i < 24; ++i) {
    open(i % 2 ? "photos-10" : "storyteller");
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < i * 4) {
      edit();
      QCoreApplication::processEvents(QEventLoop::AllEvents, 2);
    }
    if (i % 3 == 0) bridge->cancelOpening();
  }
  open("photos-10");
  EXPECT_TRUE(waitForPicture("photos-10"));
}

TEST_F(Bridge, aRefusalLeavesTheOneThatServes) {
  open("doodles");
  ASSERT_TRUE(waitForPicture("doodles"));
  open("no-such-model");
  EXPECT_TRUE(waitUntil([&] { return !refusal.isEmpty(); }));
  EXPECT_FALSE(bridge->opening());
  edit();
  EXPECT_TRUE(waitForPicture("doodles"));
}

TEST_F(Bridge, longWorkGivesWayToEditsAndEnds) {
  open("storyteller");
  ASSERT_TRUE(waitForPicture("storyteller"));
  GenerationConfig likeliest;
  likeliest.maxNewTokens = 6;
  bridge->write(TokenInput{{1, 2, 3}}, {}, likeliest);
  for (int i = 0; i < 6; ++i) {
    edit();
    QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
  }
  EXPECT_TRUE(waitUntil([&] { return ended == 1; }));
  EXPECT_EQ(wrote, 6);
  likeliest.maxNewTokens = 100;
  bridge->write(TokenInput{{1, 2, 3}}, {}, likeliest);
  EXPECT_TRUE(waitUntil([&] { return wrote > 6; }));
  bridge->stopLongWork();
  const int before = wrote;
  edit();
  EXPECT_TRUE(waitForPicture("storyteller"));
  EXPECT_EQ(wrote, before) << "nothing more is heard of it";
  EXPECT_EQ(ended, 1);
  bridge->checkDevice(2);
  EXPECT_TRUE(waitUntil([&] { return checks == 1; }));
}

TEST_F(Bridge, patchesAreCoveredBesideEdits) {
  open("doodles");
  ASSERT_TRUE(waitForPicture("doodles"));
  const PictureInput picture = std::get<PictureInput>(request(*bridge->current(), 1).inputs.front());
  bridge->occlude(picture, {});
  for (int i = 0; i < 10; ++i) {
    edit();
    QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
  }
  ASSERT_TRUE(waitUntil([&] { return occluded && occluded->rowsDone == 2; }));
  bridge->stopLongWork();
  edit();
  EXPECT_TRUE(waitForPicture("doodles"));
  EXPECT_EQ(occluded->rowsDone, 2) << "nothing more is heard of it";
}

TEST_F(Bridge, endsAtEveryPoint) {
  for (int i = 0; i < 16; ++i) {
    open("doodles");
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < i * 5) {
      if (bridge->current()) edit();
      QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
    }
    if (i % 2) QThread::msleep(static_cast<unsigned long>(i));  // what was told is not heard any more
    bridge.reset();
    QCoreApplication::processEvents();
    listen();
  }
}

}  // namespace
}  // namespace headlight::ui

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const QCoreApplication application(argc, argv);
  return RUN_ALL_TESTS();
}
