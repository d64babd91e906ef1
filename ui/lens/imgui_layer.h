#pragma once

#include <QElapsedTimer>
#include <QRegion>
#include <QSize>
#include <array>
#include <deque>
#include <memory>

#include "vk/vulkan.h"

class QKeyEvent;
class QMouseEvent;
class QWheelEvent;
struct ImGuiContext;

namespace headlight::vk {
class Device;
}

namespace headlight::ui {

struct Theme;

/// One Dear ImGui context on one device: font, colours, input, drawing into a render pass of ours. Works in device
/// pixels. Knows the old input API (before 1.87), where a press and a release inside one frame are lost and have to be
/// queued. UI thread.
class ImGuiLayer {
 public:
  ImGuiLayer(std::shared_ptr<vk::Device> device, VkRenderPass renderPass, double devicePixelRatio, const Theme& theme);
  ~ImGuiLayer();
  ImGuiLayer(const ImGuiLayer&) = delete;
  ImGuiLayer& operator=(const ImGuiLayer&) = delete;

  double ratio() const { return ratio_; }
  void setTheme(const Theme& theme);

  /// Between these two, ImGui calls describe the frame.
  void begin(QSize pixels);
  void end();
  /// What cannot be recorded inside a render pass (the font's texture, once).
  void prepare(VkCommandBuffer commands);
  void record(VkCommandBuffer commands);

  /// Logical px that the last frame covers.
  const QRegion& covered() const { return covered_; }
  bool mouse(const QMouseEvent& event);
  bool wheel(const QWheelEvent& event);
  bool key(const QKeyEvent& event);
  void pointerLeft();
  /// Input that is still queued, or a frame that has to be drawn again before its sizes are right.
  bool unsettled() const { return settle_ > 0 || !input_.empty(); }
  /// Newer ImGui spreads one click over several frames by itself.
  void disturb() { settle_ = 4; }

 private:
  struct Input {
    enum class Kind { Move, Button, Wheel, Key, Text } kind = Kind::Move;
    float x = 0, y = 0;
    int code = 0;
    bool down = false;
    int modifiers = 0;
    std::string text{};
  };
  void makeFont();
  void makeBackend(VkRenderPass renderPass);
  void feed();
  bool apply(const Input& input);

  std::shared_ptr<vk::Device> device_;
  double ratio_;
  ImGuiContext* context_ = nullptr;
  VkDescriptorPool pool_ = VK_NULL_HANDLE;
  bool fontReady_ = false;
  std::deque<Input> input_;
  QRegion covered_;
  QElapsedTimer clock_;
  int settle_ = 4;
  bool held_ = false;  ///< a button went down on the inspector and is not up yet
  bool pointerOn_ = false;
};

}  // namespace headlight::ui
