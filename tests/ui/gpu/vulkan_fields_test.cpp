#include "ui/lens/vulkan_fields.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QMouseEvent>
#include <cmath>
#include <map>
#include <memory>

#include "models/model.h"
#include "support/fake_trace.h"
#include "support/tiny_model.h"
#include "support/tiny_seq2seq.h"
#include "ui/lens/image_fields.h"
#include "ui/lens/lens_widget.h"
#include "ui/scene/colormap.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/head_ranges.h"
#include "ui/views/image_view.h"
#include "ui/views/matrix_view.h"
#include "vk/device.h"

namespace headlight::ui {
namespace {

/// A device that draws; null, with the reason, where there is none.
std::shared_ptr<vk::Device> drawingDevice(std::string& reason) {
  QString why;
  if (!vulkanUsable(&why)) {
    reason = why.toStdString();
    return nullptr;
  }
  try {
    auto device = vk::openDevice(0);
    if (device->draws()) return device;
    reason = device->name() + " does not draw";
  } catch (const std::exception& error) {
    reason = error.what();
  }
  return nullptr;
}

struct Case {
  const char* name;
  std::string backend;  ///< where the trace lives
  int tokens;
  bool matrix;
  Scale scale = Scale::Linear;
  Colormap colormap = Colormap::Viridis;
  float gamma = 1;
  double zoom = 1;
  double ratio = 1;
  bool causal = true;
  bool broken = false;
  int capturedLayers = -1;
  bool difference = false;  ///< after - before: values made on the host, uploaded
  const Theme* theme = &Theme::dark();
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class GpuFieldsTest : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    std::string reason;
    device_ = drawingDevice(reason);
    if (device_) return;
    if (qEnvironmentVariableIsSet("HEADLIGHT_REQUIRE_VULKAN")) FAIL() << reason;
    GTEST_SKIP() << reason;
  }
  std::shared_ptr<vk::Device> device_;
};

/// The map's colours with their places: of a map in steps neighbours are steps.
std::map<QRgb, int> entriesOf(Colormap map, Ground ground) {
  std::map<QRgb, int> entries;
  for (const QRgb colour : colormapTable(map, ground)) entries.emplace(colour, static_cast<int>(entries.size()));
  return entries;
}

/// Both painters, twice: the second from what the first has kept.
void expectAgree(std::shared_ptr<vk::Device> device, const Scene& scene, QSize pixels, double ratio) {
  VulkanFields gpu(std::move(device));
  ImageFields host;
  for (int round = 0; round < 2; ++round) {
    const QImage expected = host.paint(scene, pixels, ratio);
    const QImage actual = gpu.paint(scene, pixels, ratio);
    ASSERT_EQ(actual.size(), expected.size());
    const auto entries = entriesOf(scene.fields.front().colormap, scene.fieldColors.ground);
    std::size_t different = 0;
    for (int y = 0; y < pixels.height(); ++y)
      for (int x = 0; x < pixels.width(); ++x) {
        const QRgb a = expected.pixel(x, y), b = actual.pixel(x, y);
        if (a == b) continue;
        ++different;
        const auto left = entries.find(a), right = entries.find(b);
        ASSERT_TRUE(left != entries.end() && right != entries.end() && std::abs(left->second - right->second) <= 1)
            << "pixel " << x << ", " << y << ": host " << std::hex << a << ", GPU " << b;
      }
    const auto all = static_cast<std::size_t>(pixels.width()) * static_cast<std::size_t>(pixels.height());
    EXPECT_LE(different * 1000, all) << different << " of " << all << " pixels differ";
    testing::Test::RecordProperty("different", static_cast<int>(different));
  }
}

TEST_P(GpuFieldsTest, AgreesWithTheHost) {
  const Case& c = GetParam();
  const auto backend = makeBackend(c.backend, 2);
  test::FakeTrace fake{
      .layers = 3, .heads = 4, .tokens = c.tokens, .causal = c.causal, .capturedLayers = c.capturedLayers};
  if (c.broken) fake.nanLayer = fake.nanHead = 1, fake.nanQuery = c.tokens - 2, fake.nanKey = 1;
  const auto trace = test::makeTrace(*backend, fake);
  ViewState state;
  state.theme = c.theme;
  state.layer = state.head = 1;
  state.scale = c.scale;
  state.colormap = c.colormap;
  state.gamma = c.gamma;
  for (int i = 0; i < c.tokens; ++i)
    state.rows[c.causal ? StackId::Decoder : StackId::Encoder].names << QString::number(i);
  const QSizeF size(760, 520);
  const AllHeadsView heads;
  MatrixView matrix;
  matrix.setOptions({.difference = c.difference, .zoom = c.zoom, .origin = {3, 5}});
  if (c.difference) {
    test::FakeTrace before = fake;
    before.seed = 99;
    state.baseline = test::makeTrace(*backend, before);
  }
  for (const RangeMode range : {RangeMode::PerRow, RangeMode::Own}) {
    SCOPED_TRACE(toString(range).toStdString());
    state.range = range;
    Scene scene = c.matrix ? matrix.scene(trace, state, size) : heads.scene(trace, state, size);
    EXPECT_EQ(scene.fields.front().rowScale != nullptr, range == RangeMode::PerRow && !c.difference);
    if (c.difference) scene.fields.resize(1);  // the map of all heads beside it has another colour map
    // Sizes whose cell edges fall on pixels (decision 31): a whole number of pixels per cell, or of cells per pixel.
    if (c.zoom == 1 && c.ratio == 1)
      for (Field& field : scene.fields) {
        int cells = 1;  // per pixel
        while (c.tokens > cells * field.area.width() || c.tokens % cells != 0) ++cells;
        const double side = cells == 1 ? std::floor(field.area.width() / c.tokens) * c.tokens : c.tokens / cells;
        field.area.setSize({side, side});
      }
    const QSize pixels(static_cast<int>(size.width() * c.ratio), static_cast<int>(size.height() * c.ratio));
    expectAgree(device_, scene, pixels, c.ratio);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Scenes, GpuFieldsTest,
    testing::Values(
        Case{"headsOnDevice", "vulkan", 19, false}, Case{"headsUploaded", "cpu", 19, false},
        Case{"matrixOnDevice", "vulkan", 19, true}, Case{"matrixUploaded", "cpu", 64, true},
        Case{"matrixOfSeveralBlocks", "vulkan", 200, true}, Case{"headsReduced", "vulkan", 256, false},
        Case{"headsReducedUploaded", "cpu", 300, false}, Case{"matrixReduced", "vulkan", 900, true},
        Case{"log", "vulkan", 70, true, Scale::Log},
        Case{"magmaGamma", "cpu", 33, true, Scale::Linear, Colormap::Magma, 0.5F},
        Case{"diverging", "vulkan", 33, false, Scale::Linear, Colormap::Diverging},
        Case{"zoomed", "vulkan", 200, true, Scale::Linear, Colormap::Viridis, 1, 7.3},
        Case{"fractionalRatio", "vulkan", 65, false, Scale::Linear, Colormap::Viridis, 1, 1, 1.5},
        Case{"withoutMask", "vulkan", 70, true, Scale::Linear, Colormap::Cividis, 1, 1, 1, false},
        Case{"oneToken", "vulkan", 1, true},
        Case{.name = "projected", .backend = "vulkan", .tokens = 64, .matrix = true, .theme = &Theme::projector()},
        Case{
            .name = "projectedReduced", .backend = "cpu", .tokens = 300, .matrix = false, .theme = &Theme::projector()},
        Case{.name = "projectedDifference",
             .backend = "cpu",
             .tokens = 33,
             .matrix = true,
             .difference = true,
             .theme = &Theme::projector()},
        Case{"broken", "vulkan", 40, false, Scale::Linear, Colormap::Viridis, 1, 1, 1, true, true},
        Case{"brokenReduced", "vulkan", 300, false, Scale::Linear, Colormap::Viridis, 1, 1, 1, true, true},
        Case{"notComputed", "vulkan", 30, false, Scale::Linear, Colormap::Viridis, 1, 1, 1, true, false, 2},
        Case{.name = "difference", .backend = "vulkan", .tokens = 33, .matrix = true, .difference = true},
        Case{.name = "differenceOfBlocks", .backend = "cpu", .tokens = 130, .matrix = true, .difference = true},
        Case{.name = "differenceReduced", .backend = "cpu", .tokens = 900, .matrix = true, .difference = true},
        Case{.name = "differenceBroken",
             .backend = "cpu",
             .tokens = 900,
             .matrix = true,
             .broken = true,
             .difference = true}),
    [](const auto& info) { return std::string(info.param.name); });

class GpuLensTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string reason;
    device_ = drawingDevice(reason);
    if (device_) return;
    if (qEnvironmentVariableIsSet("HEADLIGHT_REQUIRE_VULKAN")) FAIL() << reason;
    GTEST_SKIP() << reason;
  }
  std::shared_ptr<vk::Device> device_;
};

// Heads come into sight one after the other: a map that was reduced while nobody drew them knows no scale of theirs.
TEST_F(GpuLensTest, RowsOfHeadsThatComeIntoSightAreScaled) {
  const auto trace = test::makeTrace(*makeBackend("cpu", 1), {.layers = 1, .heads = 4, .tokens = 300});
  ViewState state;
  state.theme = &Theme::light();
  const Scene whole = AllHeadsView().scene(trace, state, {600, 200});
  ASSERT_EQ(whole.fields.size(), 4u);
  VulkanFields gpu(device_);
  for (const std::vector<std::size_t>& seen : {std::vector<std::size_t>{0, 3}, {0, 1, 2, 3}}) {
    Scene scene = whole;
    scene.fields.clear();
    for (const std::size_t head : seen) scene.fields.push_back(whole.fields[head]);
    const QImage expected = ImageFields().paint(scene, {600, 200}, 1), actual = gpu.paint(scene, {600, 200}, 1);
    int different = 0;
    for (int y = 0; y < 200; ++y)
      for (int x = 0; x < 600; ++x) different += expected.pixel(x, y) != actual.pixel(x, y) ? 1 : 0;
    EXPECT_LE(different, 120) << "of 120,000";
  }
}

TEST_F(GpuLensTest, OneDrawPerLayer) {
  const auto backend = makeBackend("cpu", 1);
  for (const int tokens : {19, 300}) {
    const auto trace = test::makeTrace(*backend, {.layers = 5, .heads = 7, .tokens = tokens});
    ViewState state;
    state.theme = &Theme::light();
    VulkanFields gpu(device_);
    gpu.paint(AllHeadsView().scene(trace, state, {856, 648}), {856, 648}, 1);
    EXPECT_EQ(gpu.draws(), 5) << tokens << " tokens";
  }
}

// Queries and keys are rows of two stacks, so that fields are no squares: in whole cells, several blocks, and reduced.
TEST_F(GpuLensTest, CrossAttentionIsTheHosts) {
  constexpr AttentionId cross{StackId::Decoder, 1};
  for (const char* kind : {"cpu", "vulkan"}) {
    const auto backend = makeBackend(kind, 1);
    const test::Seq2seqPair pair = test::makeTinySeq2seq(*backend, {.positions = 1000});
    for (const auto& [sources, targets] : {std::pair{9, 5}, {70, 12}, {12, 70}, {130, 66}, {900, 130}, {66, 600}}) {
      SCOPED_TRACE(testing::Message() << kind << ", " << sources << " source tokens, " << targets << " target tokens");
      const auto trace = runModel(*pair.model, *backend,
                                  Request{1,
                                          std::vector<Input>{TokenInput{test::randomIds(sources, 61, 5)},
                                                             TokenInput{test::randomIds(targets, 61, 6)}},
                                          CapturePlan(everyPattern(*pair.model->info(), cross))});
      ViewState state;
      state.theme = &Theme::dark();
      state.attention = cross;
      state.layer = state.head = 1;
      const QSizeF size(760, 520);
      for (const double ratio : {1.0, 1.5}) {
        expectAgree(device_, AllHeadsView().scene(trace, state, size), (size * ratio).toSize(), ratio);
        MatrixView matrix;
        expectAgree(device_, matrix.scene(trace, state, size), (size * ratio).toSize(), ratio);
        matrix.setOptions({.zoom = 2.5, .origin = {3, 2}});
        expectAgree(device_, matrix.scene(trace, state, size), (size * ratio).toSize(), ratio);
      }
    }
  }
}

TEST_F(GpuLensTest, PicturesAreTheHostsToThePixel) {
  const auto backend = makeBackend("vulkan", 1);
  const auto trace = test::makeTrace(*backend, {.layers = 4, .heads = 6, .capturedLayers = 3, .grid = {14, 14}});
  ViewState state;
  state.theme = &Theme::dark();
  state.layer = 1;
  state.lockedRow = 40;
  VulkanFields gpu(device_);
  ImageFields host;
  for (const bool smooth : {false, true})
    for (const double ratio : {1.0, 1.5, 2.0})
      for (const bool heads : {false, true}) {
        state.picture.smooth = smooth;
        const QSizeF size(760, 520);
        const std::unique_ptr<View> view =
            heads ? std::unique_ptr<View>(std::make_unique<AllHeadsView>()) : std::make_unique<ImageView>();
        const Scene scene = view->scene(trace, state, size);
        ASSERT_GT(scene.pictures.size(), 5U);
        ASSERT_FALSE(scene.fields.empty()) << "the last layer was not captured";
        const QSize pixels = (size * ratio).toSize();
        EXPECT_EQ(gpu.paint(scene, pixels, ratio), host.paint(scene, pixels, ratio));
      }
}

TEST_F(GpuLensTest, ArcsAreTheHostsToThePixel) {
  for (const char* kind : {"cpu", "vulkan"}) {
    const auto backend = makeBackend(kind, 1);
    const auto trace = test::makeTrace(*backend, {.layers = 2, .heads = 3, .tokens = 130});
    Scene scene;
    scene.background = Theme::dark().canvas;
    const auto rows = std::make_shared<const HostRows>(*trace->find({StackId::Decoder, Site::Pattern, 1}));
    std::vector<derived::TopMass> kept;
    for (int query = 0; query < 130; ++query)
      kept.push_back(derived::topMass(rows->head(query, 2, static_cast<std::size_t>(query) + 1), 0.7));
    ArcSet set{.rows = rows,
               .head = 2,
               .kept = std::make_shared<const std::vector<derived::TopMass>>(std::move(kept)),
               .keys = 130,
               .causal = true,
               .color = Qt::white};
    ArcBundle bundle{.area = {20, 30, 600, 300}, .firstQuery = 31, .queryStep = 2.3, .firstKey = 31, .keyStep = 2.3};
    bundle.sets = {set};
    set.color = Qt::red;
    set.onlyKey = 0;
    bundle.sets.push_back(set);
    scene.arcs.push_back(bundle);
    scene.fields.push_back({.area = {10, 5, 40, 20}});  // hatched, beside it
    VulkanFields gpu(device_);
    ImageFields host;
    for (const double ratio : {1.0, 1.5, 2.0}) {
      const QSize pixels = (QSizeF(640, 360) * ratio).toSize();
      const QImage expected = host.paint(scene, pixels, ratio);
      EXPECT_EQ(gpu.paint(scene, pixels, ratio), expected) << kind << ratio;
      QImage empty(pixels, QImage::Format_RGB32);
      empty.fill(scene.background);
      EXPECT_NE(expected, empty);
    }
  }
}

TEST_F(GpuLensTest, EmptyAndChangingSizes) {
  const auto backend = makeBackend("cpu", 1);
  const auto trace = test::makeTrace(*backend, {});
  ViewState state;
  state.theme = &Theme::light();
  VulkanFields gpu(device_);
  EXPECT_TRUE(gpu.paint({}, {0, 0}, 1).isNull());
  for (const QSize size : {QSize(1, 1), QSize(300, 20), QSize(856, 648), QSize(200, 100)}) {
    const QImage image = gpu.paint(AllHeadsView().scene(trace, state, size), size, 1);
    EXPECT_EQ(image.size(), size);
    EXPECT_EQ(image, ImageFields().paint(AllHeadsView().scene(trace, state, size), size, 1));
  }
}

class InspectorTest : public GpuLensTest {
 protected:
  void SetUp() override {
    GpuLensTest::SetUp();
    if (!device_) return;
    lens_ = std::make_unique<LensWidget>(selection_);
    lens_->resize(856, 648);
    lens_->setShown({.trace = test::makeTrace(*backend_, {})});
    lens_->show();
    settle();
  }
  void settle() {
    for (int i = 0; i < 8; ++i) {
      lens_->grab();
      QApplication::processEvents();
    }
  }
  void mouse(QEvent::Type type, QPointF at, Qt::MouseButton button) {
    QMouseEvent event(type, at, lens_->mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : button,
                      type == QEvent::MouseButtonPress ? button : Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(lens_.get(), &event);
  }
  void click(QPointF at) {
    mouse(QEvent::MouseMove, at, Qt::NoButton);
    settle();
    mouse(QEvent::MouseButtonPress, at, Qt::LeftButton);
    mouse(QEvent::MouseButtonRelease, at, Qt::LeftButton);
    settle();
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  Selection selection_;
  std::unique_ptr<LensWidget> lens_;
};

TEST_F(InspectorTest, ComesAndGoesAndTheFieldsStay) {
  const QImage before = lens_->grab().toImage();
  EXPECT_EQ(lens_->painterName(), "host");
  lens_->setInspectorVisible(true);
  settle();
  const QImage open = lens_->grab().toImage();
  EXPECT_NE(open, before);
  EXPECT_TRUE(lens_->painterName().startsWith("Vulkan")) << lens_->painterName().toStdString();
  // Left of the inspector everything is as it was, labels included.
  EXPECT_EQ(open.copy(0, 0, 350, 648), before.copy(0, 0, 350, 648));
  lens_->setInspectorVisible(false);
  EXPECT_EQ(lens_->grab().toImage(), before);
}

TEST_F(InspectorTest, TakesTheMouseOnlyWhereItIs) {
  lens_->setInspectorVisible(true);
  settle();
  int opened = 0;
  QObject::connect(lens_.get(), &LensWidget::headActivated, [&] { ++opened; });
  click({800, 400});  // on the inspector: there is a thumbnail behind it
  EXPECT_EQ(opened, 0);
  click({100, 100});  // beside it
  EXPECT_EQ(opened, 1);
}

TEST_F(InspectorTest, WhatTheDeviceCannotDrawTheHostDraws) {
  lens_->setInspectorVisible(true);
  settle();
  QString reason;
  QObject::connect(lens_.get(), &LensWidget::painterFailed, [&](const QString& why) { reason = why; });
  lens_->resize(40000, 40);  // wider than any device's images: its painter throws, as it does when the device is lost
  settle();
  EXPECT_FALSE(reason.isEmpty());
  EXPECT_FALSE(lens_->inspectorVisible());
  EXPECT_EQ(lens_->painterName(), "host");
  lens_->resize(856, 648);
  lens_->setInspectorVisible(true);  // asked for again, it is tried again
  settle();
  EXPECT_TRUE(lens_->painterName().startsWith("Vulkan"));
}

TEST_F(InspectorTest, TheTensorTabAsksForItsSite) {
  lens_->setInspectorVisible(true);
  settle();
  int asked = 0;
  QObject::connect(lens_.get(), &LensWidget::needsChanged, [&] { ++asked; });
  // The tabs stand in a row below the title: click along it until the tensor browser is in front.
  for (int x = 400; x < 840 && asked == 0; x += 20) click({static_cast<double>(x), 52});
  EXPECT_GT(asked, 0);
  lens_->setInspectorVisible(false);
  EXPECT_GT(asked, 1) << "closed, it asks for nothing";
}

}  // namespace
}  // namespace headlight::ui
