// Every ordered pair of models, one chosen after the other: whatever the first was in the middle of, the second is what
// the whole window shows in the end.
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QRegularExpression>
#include <algorithm>
#include <utility>

#include "io/assets.h"
#include "recorded_models.h"
#include "ui/editors/image_editor.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/views/image_view.h"
#include "ui/window/bundled_models.h"

namespace headlight::ui {
namespace {

namespace fs = std::filesystem;

class HandoverTest : public RecordedModelsTest {
 protected:
  struct Candidate {
    std::string name;
    QString folder;
    bool refused = false;
  };

  void SetUp() override {
    for (const io::BundledModel& bundled : io::bundledModels())
      candidates.push_back({bundled.name, pathOf(fs::absolute(bundled.folder))});
    ASSERT_GE(candidates.size(), 6U) << "texts, pictures, a masked text and two texts";
    candidates.push_back({"folder", pathOf(recorded("gpt2-tiny-f32"))});
    // Refused late, when the tokenizer has been read and the weights are at hand.
    fs::rename(recorded("bert-tiny-ner"), folder.path() / "refused");
    fs::resize_file(folder.path() / "refused" / "model.safetensors", 2000);
    candidates.push_back({"refused", pathOf(folder.path() / "refused"), true});
    open();
    window->findChild<QAction*>(QStringLiteral("firstSteps"))->trigger();
    ASSERT_TRUE(messages().has(MessageStrip::FirstStart));
    served = candidates.front();
    for (const Candidate& candidate : candidates)
      if (window->bridge().current()->folder == candidate.folder) served = candidate;
  }
  static QString pathOf(const fs::path& path) { return QString::fromStdString(path.string()); }

  /// As a person does it: from the list where it is there, else as a folder.
  void choose(const Candidate& what) {
    auto* combo = window->findChild<QComboBox*>(QStringLiteral("modelCombo"));
    messages().clear(MessageStrip::NotOpened);
    if (const int index = combo->findData(what.folder); index >= 0) {
      combo->setCurrentIndex(index);
      emit combo->activated(index);
    } else {
      window->openModel(what.folder);
    }
  }
  /// The second in the moment in which the first is loaded and has not taken over; at rest where it is refused.
  void chooseOnceLoaded(const Candidate& first, const Candidate& second) {
    bool chosen = false;
    const auto connection = QObject::connect(&window->bridge(), &SessionBridge::loaded, window.get(), [&] {
      if (!std::exchange(chosen, true)) choose(second);
    });
    choose(first);
    waitUntil([&] { return chosen || !window->bridge().opening(); });
    QObject::disconnect(connection);
    if (!chosen) choose(second);  // the first serves already, or was refused
  }
  void chooseIn(const char* name, const QVariant& data) {
    auto* combo = window->findChild<QComboBox*>(QLatin1String(name));
    const int index = combo->findData(data);
    ASSERT_GE(index, 0) << name << ' ' << data.toString().toStdString();
    combo->setCurrentIndex(index);
    emit combo->activated(index);
  }
  bool waitForRest() {
    return waitUntil([this] {
      return !window->bridge().opening() && window->shownTrace() &&
             window->shownTrace()->revision() == window->document().revision() &&
             painted == window->document().revision();
    });
  }
  /// `asked` was chosen last: it is what everything shows, or it was refused and what served before goes on.
  void expectShown(const Candidate& asked) {
    ASSERT_TRUE(waitForRest()) << "opening " << window->bridge().opening() << ", revision "
                               << window->document().revision() << ", shown "
                               << (window->shownTrace() ? window->shownTrace()->revision() : 0);
    EXPECT_EQ(messages().has(MessageStrip::NotOpened), asked.refused);
    if (!asked.refused) served = asked;
    const OpenModel& model = *window->bridge().current();
    ASSERT_EQ(model.folder.toStdString(), served.folder.toStdString());
    const Trace& trace = *window->shownTrace();
    EXPECT_EQ(trace.model().folder, model.info->folder);
    EXPECT_EQ(trace.picture() != nullptr, (model.info->image() != nullptr));
    EXPECT_EQ(window->document().imageRead() != nullptr, (model.info->image() != nullptr));
    if (trace.picture()) {
      EXPECT_EQ(trace.rows(StackId::Encoder), window->document().rows());
    } else {
      EXPECT_EQ(std::vector<std::int32_t>(trace.ids().begin(), trace.ids().end()), window->document().text().ids());
    }
    EXPECT_EQ(lens().trace(), window->shownTrace());
    const bool imageOfAText = lens().shows(ImageView::id) && !trace.picture();
    EXPECT_FALSE(imageOfAText);
    EXPECT_EQ(window->predictions().trace(), window->shownTrace());
    EXPECT_EQ(window->findChild<PipelineStrip*>()->trace(), window->shownTrace());
    const auto logits = trace.predictedLogits();
    EXPECT_FALSE(bars->rows().empty());
    for (const PredictionRow& row : bars->rows())
      EXPECT_EQ(row.logit, logits[static_cast<std::size_t>(row.id)]) << "bars of another trace";
    EXPECT_LT(window->selection().layer(), trace.model().stacks.back().layers);
    EXPECT_LT(window->selection().head(), trace.model().stacks.back().heads);
    EXPECT_EQ(window->findChild<QComboBox*>(QStringLiteral("modelCombo"))->currentData().toString(), served.folder);
    EXPECT_EQ(window->findChild<QComboBox*>(QStringLiteral("weightCombo"))->currentData().toInt(),
              static_cast<int>(model.storage));
    EXPECT_FALSE(lensImage().isNull());
    EXPECT_TRUE(messages().message(MessageStrip::FirstStart).title.contains(modelName(served.folder)))
        << messages().message(MessageStrip::FirstStart).title.toStdString();
    const QString status = window->findChild<QLabel*>(QStringLiteral("statusText"))->text();
    const auto told = QRegularExpression(QStringLiteral("(\\d+) rows")).match(status);
    if (!asked.refused && told.hasMatch()) {
      EXPECT_EQ(told.captured(1).toInt(), trace.rows(trace.model().stacks.back().stack)) << status.toStdString();
    }
  }
  /// Something that the model which serves reads is another now: a letter that goes again, or a stroke.
  void edit() {
    if (window->document().imageRead()) {
      PictureCanvas& canvas = window->pictures().canvas();
      const QPoint at = canvas.rect().center();
      QTest::mousePress(&canvas, Qt::LeftButton, {}, at);
      QTest::mouseMove(&canvas, at + QPoint(9, 5));
      QTest::mouseRelease(&canvas, Qt::LeftButton, {}, at + QPoint(9, 5));
    } else {
      QTest::keyClicks(editor,
                       window->document().text().text().size() > 16 ? QStringLiteral("\b") : QStringLiteral("s"));
    }
  }
  /// Each pair once; `pair` finds the first model at rest.
  void forEveryPair(const std::function<void(const Candidate& first, const Candidate& second)>& pair) {
    for (const Candidate& first : candidates)
      for (const Candidate& second : candidates) {
        SCOPED_TRACE(first.name + ", then " + second.name);
        choose(first);
        expectShown(first);
        if (HasFatalFailure()) return;
        pair(first, second);
        expectShown(second);
        if (HasFatalFailure()) return;
      }
  }

  std::vector<Candidate> candidates;
  Candidate served;
};

TEST_F(HandoverTest, AtRest) {
  forEveryPair([this](const Candidate&, const Candidate& second) { choose(second); });
  // No picture was touched on the way: samples made room for samples.
  EXPECT_FALSE(window->document().image().picture().touched());
}

TEST_F(HandoverTest, BeforeTheOtherHasArrived) {
  for (const Candidate& first : candidates)
    for (const Candidate& second : candidates)
      for (const bool loaded : {false, true}) {
        SCOPED_TRACE(first.name + ", then " + second.name + (loaded ? " once it was loaded" : " at once"));
        if (!loaded) choose(first);
        if (loaded)
          chooseOnceLoaded(first, second);
        else
          choose(second);
        expectShown(second);
        if (HasFatalFailure()) return;
      }
}

TEST_F(HandoverTest, InMidEdit) {
  forEveryPair([this](const Candidate&, const Candidate& second) {
    edit();
    choose(second);
    edit();
    waitUntil([this] { return window->bridge().coming() || !window->bridge().opening(); }, 2000);
    edit();
  });
}

TEST_F(HandoverTest, WithAnEditedPicture) {
  for (const Candidate& first : candidates) {
    if (first.refused) continue;
    for (const Candidate& second : candidates) {
      SCOPED_TRACE(first.name + ", then " + second.name);
      choose(first);
      expectShown(first);
      if (window->document().imageRead()) edit();
      const bool touched = window->document().image().picture().touched();
      const QString name = window->document().image().picture().origin().name;
      choose(second);
      expectShown(second);
      if (HasFatalFailure()) return;
      EXPECT_EQ(window->document().image().picture().touched(), touched) << "what somebody drew stays";
      if (touched) {
        EXPECT_EQ(window->document().image().picture().origin().name, name);
      }
    }
  }
}

TEST_F(HandoverTest, WithDeviceAndWeightsSwitchedInBetween) {
  std::vector<QString> devices{QStringLiteral("cpu")};
  for (const DeviceInfo& device : listDevices())
    if (device.selector.starts_with("vulkan")) devices.push_back(QString::fromStdString(device.selector));
  std::size_t turn = 0;
  forEveryPair([&](const Candidate&, const Candidate& second) {
    // One after the other, none awaited: each is about what was asked for last.
    const WeightStorage storage = ++turn % 2 ? WeightStorage::F16 : WeightStorage::F32;
    const QString selector = devices[turn / 2 % devices.size()];
    chooseIn("weightCombo", static_cast<int>(storage));
    choose(second);
    auto* combo = window->findChild<QComboBox*>(QStringLiteral("deviceCombo"));
    if (combo->findData(selector) < 0) combo->addItem(selector, selector);
    chooseIn("deviceCombo", selector);
    if (second.refused) return;
    expectShown(second);
    EXPECT_EQ(window->bridge().current()->storage, storage);
    EXPECT_EQ(window->bridge().current()->deviceKind, selector.section(QLatin1Char(':'), 0, 0));
  });
}

TEST_F(HandoverTest, ARefusedDeviceOrNameLeavesEverythingAsItWas) {
  const Candidate& doodles = *std::find_if(candidates.begin(), candidates.end(),
                                           [](const Candidate& candidate) { return candidate.name == "doodles"; });
  choose(doodles);
  expectShown(doodles);
  const auto name = [this] { return window->document().image().picture().origin().path; };
  const QString sample = name();
  for (const Candidate& coming : candidates)
    for (const bool loaded : {false, true}) {
      // A name that is nowhere is refused at once, while the other one is on its way.
      SCOPED_TRACE(coming.name + (loaded ? ", loaded" : ", loading"));
      if (coming.name == "doodles") continue;
      const Candidate nowhere{"nowhere", pathOf(folder.path() / "nowhere"), true};
      if (loaded) {
        chooseOnceLoaded(coming, nowhere);
      } else {
        choose(coming);
        choose(nowhere);
      }
      // One that opens within a moment serves before the other is refused.
      if (window->bridge().current()->folder == coming.folder) {
        served = coming;
        choose(doodles);
        expectShown(doodles);
        continue;
      }
      expectShown(nowhere);
      if (HasFatalFailure()) return;
      EXPECT_EQ(name(), sample) << "a sample of the model that did not come";
    }
}

TEST_F(HandoverTest, StoppedAndChosenBackGoOnWithTheOneBefore) {
  const Candidate first = served;
  for (const Candidate& second : candidates) {
    SCOPED_TRACE(second.name);
    if (second.folder == first.folder) continue;
    choose(second);
    if (!window->bridge().opening()) continue;
    choose(first);  // chosen back before the other one had come
    EXPECT_FALSE(window->bridge().opening()) << "it serves already";
    edit();
    expectShown(first);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace headlight::ui
