// clang-format off
#include "base/within.h"
#include "vk/vulkan.h"  // before ImGui's backend and before any Qt header that knows Vulkan
#include "ui/lens/imgui_layer.h"
// clang-format on

#include <imgui.h>
#include <imgui_impl_vulkan.h>

#include <QDirIterator>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cfloat>
#include <cmath>
#include <vector>

#include "ui/theme/theme.h"
#include "vk/device.h"
#include "vk/kernel_cache.h"
#include "vk/result.h"

namespace headlight::ui {
namespace {

struct KeyPair {
  int qt;
  ImGuiKey imgui;
};
constexpr KeyPair keys[] = {{Qt::Key_Tab, ImGuiKey_Tab},
                            {Qt::Key_Left, ImGuiKey_LeftArrow},
                            {Qt::Key_Right, ImGuiKey_RightArrow},
                            {Qt::Key_Up, ImGuiKey_UpArrow},
                            {Qt::Key_Down, ImGuiKey_DownArrow},
                            {Qt::Key_PageUp, ImGuiKey_PageUp},
                            {Qt::Key_PageDown, ImGuiKey_PageDown},
                            {Qt::Key_Home, ImGuiKey_Home},
                            {Qt::Key_End, ImGuiKey_End},
                            {Qt::Key_Delete, ImGuiKey_Delete},
                            {Qt::Key_Backspace, ImGuiKey_Backspace},
                            {Qt::Key_Return, ImGuiKey_Enter},
                            {Qt::Key_Enter, ImGuiKey_Enter},
                            {Qt::Key_Escape, ImGuiKey_Escape},
                            {Qt::Key_Space, ImGuiKey_Space},
                            {Qt::Key_A, ImGuiKey_A},
                            {Qt::Key_C, ImGuiKey_C},
                            {Qt::Key_V, ImGuiKey_V},
                            {Qt::Key_X, ImGuiKey_X},
                            {Qt::Key_Z, ImGuiKey_Z}};

int keyIndex(int qt) {
  for (int i = 0; i < static_cast<int>(std::size(keys)); ++i)
    if (keys[i].qt == qt) return i;
  return -1;
}

ImVec4 color(const QColor& c, float alpha = 1) {
  return {static_cast<float>(c.redF()), static_cast<float>(c.greenF()), static_cast<float>(c.blueF()), alpha};
}

/// ImGui takes the height of a line for the size, and lines of Chinese fonts are higher: beside Latin letters their
/// characters would be small.
constexpr float chineseSize = 1.2F;

/// A file of fonts, and which of those in it; without a path: none is installed.
struct FontFile {
  QString path;
  int index = 0;
};

/// Of the files that we ask for, the first that is installed.
FontFile firstInstalled(const std::vector<FontFile>& wanted) {
  FontFile best;
  std::size_t rank = wanted.size();
  for (const QString& folder : {QStringLiteral("/usr/share/fonts"), QStringLiteral("/usr/local/share/fonts")}) {
    QDirIterator files(folder, {QStringLiteral("*.ttf"), QStringLiteral("*.ttc"), QStringLiteral("*.otf")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
      const QString path = files.next();
      for (std::size_t i = 0; i < rank; ++i)
        if (files.fileName() == wanted[i].path) {
          best = {path, wanted[i].index};
          rank = i;
        }
    }
  }
  return best;
}

const FontFile& latinFont() {
  static const FontFile found = firstInstalled({{QStringLiteral("JetBrainsMono-Regular.ttf")},
                                                {QStringLiteral("DejaVuSansMono.ttf")},
                                                {QStringLiteral("LiberationMono-Regular.ttf")}});
  return found;
}

/// With the simplified forms where a file has those of several countries.
const FontFile& chineseFont() {
  static const FontFile found = firstInstalled({{QStringLiteral("NotoSansCJK-Regular.ttc"), 2},
                                                {QStringLiteral("NotoSansCJKsc-Regular.otf")},
                                                {QStringLiteral("NotoSansSC-Regular.otf")},
                                                {QStringLiteral("wqy-microhei.ttc")},
                                                {QStringLiteral("wqy-zenhei.ttc")},
                                                {QStringLiteral("DroidSansFallbackFull.ttf")}});
  return found;
}

void checkResult(VkResult result) { vk::check(result, "drawing the inspector"); }

}  // namespace

ImGuiLayer::ImGuiLayer(std::shared_ptr<vk::Device> device, VkRenderPass renderPass, double devicePixelRatio,
                       const Theme& theme)
    : device_(std::move(device)), ratio_(devicePixelRatio), context_(ImGui::CreateContext()) {
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;  // its place is not worth a file
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
#if IMGUI_VERSION_NUM < 18700
  for (int i = 0; i < static_cast<int>(std::size(keys)); ++i) io.KeyMap[keys[i].imgui] = i;
#endif
  makeFont();
  makeBackend(renderPass);
  setTheme(theme);
  clock_.start();
}

ImGuiLayer::~ImGuiLayer() {
  ImGui::SetCurrentContext(context_);
  ImGui_ImplVulkan_Shutdown();
  ImGui::DestroyContext(context_);
  vkDestroyDescriptorPool(device_->handle(), pool_, nullptr);
}

void ImGuiLayer::makeFont() {
  ImGuiIO& io = ImGui::GetIO();
  const auto size = static_cast<float>(std::round(15 * ratio_));
  static const ImWchar ranges[] = {0x0020, 0x024F, 0x2010, 0x2044, 0x2190, 0x2265, 0x2500, 0x257F, 0};
  const QByteArray path = latinFont().path.toLocal8Bit();
  if (path.isEmpty() || io.Fonts->AddFontFromFileTTF(path.constData(), size, nullptr, ranges) == nullptr) {
    ImFontConfig config;
    config.SizePixels = size;
    io.Fonts->AddFontDefault(&config);
  }
  // The 2,500 commonest characters, of the window's words and of tokens, and kana. All 21,000 would keep whoever
  // presses F12 waiting, in every language. A file that cannot be read is as good as none.
  if (const FontFile& chinese = chineseFont(); !chinese.path.isEmpty()) {
    ImFontConfig config;
    config.MergeMode = true;
    config.FontNo = chinese.index;
    io.Fonts->AddFontFromFileTTF(chinese.path.toLocal8Bit().constData(), std::round(size * chineseSize), &config,
                                 io.Fonts->GetGlyphRangesChineseSimplifiedCommon());
  }
  io.Fonts->Build();  // before the first frame; its texture follows in prepare()
}

void ImGuiLayer::makeBackend(VkRenderPass renderPass) {
  const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 8};
  VkDescriptorPoolCreateInfo pool{};
  pool.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
  pool.flags = VK_DESCRIPTOR_POOL_CREATE_FREE_DESCRIPTOR_SET_BIT;
  pool.maxSets = 8;
  pool.poolSizeCount = 1;
  pool.pPoolSizes = &size;
  vk::check(vkCreateDescriptorPool(device_->handle(), &pool, nullptr, &pool_), "creating the inspector's descriptors",
            device_->name());
  ImGui_ImplVulkan_InitInfo info{};
  info.Instance = device_->instance();
  info.PhysicalDevice = device_->physical();
  info.Device = device_->handle();
  info.QueueFamily = device_->queueFamily();
  info.Queue = device_->queue();
  info.PipelineCache = device_->kernels().handle();
  info.DescriptorPool = pool_;
  info.MinImageCount = 2;
  info.ImageCount = 2;
  info.MSAASamples = VK_SAMPLE_COUNT_1_BIT;
  info.CheckVkResultFn = checkResult;
#if IMGUI_VERSION_NUM >= 19040
  info.RenderPass = renderPass;
  ImGui_ImplVulkan_Init(&info);
#else
  ImGui_ImplVulkan_Init(&info, renderPass);
#endif
}

void ImGuiLayer::setTheme(const Theme& theme) {
  ImGui::SetCurrentContext(context_);
  ImGuiStyle style;
  style.WindowRounding = 8;
  style.FrameRounding = 4;
  style.GrabRounding = 4;
  style.TabRounding = 4;
  style.ScrollbarRounding = 4;
  style.WindowBorderSize = 1;
  style.FrameBorderSize = 1;
  style.WindowPadding = {12, 10};
  style.FramePadding = {8, 4};
  style.CellPadding = {6, 2};
  style.ScaleAllSizes(static_cast<float>(ratio_));
  ImVec4* c = style.Colors;
  c[ImGuiCol_Text] = color(theme.text);
  c[ImGuiCol_TextDisabled] = color(theme.muted);
  c[ImGuiCol_WindowBg] = c[ImGuiCol_PopupBg] = color(theme.surface);
  c[ImGuiCol_ChildBg] = ImVec4(0, 0, 0, 0);
  c[ImGuiCol_Border] = color(theme.borderStrong);
  c[ImGuiCol_BorderShadow] = ImVec4(0, 0, 0, 0);
  c[ImGuiCol_FrameBg] = color(theme.base);
  c[ImGuiCol_FrameBgHovered] = c[ImGuiCol_FrameBgActive] = color(theme.raised);
  c[ImGuiCol_TitleBg] = c[ImGuiCol_TitleBgActive] = c[ImGuiCol_TitleBgCollapsed] = color(theme.window);
  c[ImGuiCol_ScrollbarBg] = ImVec4(0, 0, 0, 0);
  c[ImGuiCol_ScrollbarGrab] = color(theme.borderStrong);
  c[ImGuiCol_ScrollbarGrabHovered] = c[ImGuiCol_ScrollbarGrabActive] = color(theme.muted);
  c[ImGuiCol_CheckMark] = c[ImGuiCol_SliderGrab] = c[ImGuiCol_SliderGrabActive] = color(theme.accent);
  c[ImGuiCol_Button] = c[ImGuiCol_Header] = c[ImGuiCol_Tab] = color(theme.raised);
  c[ImGuiCol_ButtonHovered] = c[ImGuiCol_HeaderHovered] = c[ImGuiCol_TabHovered] = color(theme.border);
  c[ImGuiCol_ButtonActive] = c[ImGuiCol_HeaderActive] = color(theme.border);
  // ImGui draws the selected tab's word in the same colour as the others: a stronger ground instead of ink.
  c[ImGuiCol_TabActive] = c[ImGuiCol_TabUnfocusedActive] = color(mix(theme.raised, theme.borderStrong, 0.45));
  c[ImGuiCol_TabUnfocused] = color(theme.raised);
  c[ImGuiCol_Separator] = c[ImGuiCol_TableBorderLight] = color(theme.border);
  c[ImGuiCol_TableBorderStrong] = color(theme.borderStrong);
  c[ImGuiCol_TableHeaderBg] = color(theme.raised);
  c[ImGuiCol_TableRowBg] = ImVec4(0, 0, 0, 0);
  c[ImGuiCol_TableRowBgAlt] = color(theme.raised, 0.6F);
  c[ImGuiCol_ResizeGrip] = color(theme.border);
  c[ImGuiCol_ResizeGripHovered] = c[ImGuiCol_ResizeGripActive] = color(theme.borderStrong);
  c[ImGuiCol_PlotHistogram] = c[ImGuiCol_PlotLines] = color(theme.muted);
  c[ImGuiCol_PlotHistogramHovered] = c[ImGuiCol_PlotLinesHovered] = color(theme.text);
  c[ImGuiCol_TextSelectedBg] = color(theme.border);
  c[ImGuiCol_NavHighlight] = color(theme.focus);
  ImGui::GetStyle() = style;
  disturb();
}

bool ImGuiLayer::apply(const Input& input) {
  ImGuiIO& io = ImGui::GetIO();
#if IMGUI_VERSION_NUM >= 18700
  switch (input.kind) {
    case Input::Kind::Move:
      io.AddMousePosEvent(input.x, input.y);
      break;
    case Input::Kind::Button:
      io.AddMousePosEvent(input.x, input.y);
      io.AddMouseButtonEvent(input.code, input.down);
      break;
    case Input::Kind::Wheel:
      io.AddMouseWheelEvent(input.x, input.y);
      break;
    case Input::Kind::Key:
      io.AddKeyEvent(ImGuiMod_Ctrl, (input.modifiers & 1) != 0);
      io.AddKeyEvent(ImGuiMod_Shift, (input.modifiers & 2) != 0);
      io.AddKeyEvent(keys[input.code].imgui, input.down);
      break;
    case Input::Kind::Text:
      io.AddInputCharactersUTF8(input.text.c_str());
      break;
  }
  return false;  // ImGui spreads them over frames itself
#else
  switch (input.kind) {
    case Input::Kind::Move:
      io.MousePos = {input.x, input.y};
      return false;
    case Input::Kind::Button:
      io.MousePos = {input.x, input.y};
      io.MouseDown[input.code] = input.down;
      return true;
    case Input::Kind::Wheel:
      io.MouseWheelH += input.x;
      io.MouseWheel += input.y;
      return false;
    case Input::Kind::Key:
      io.KeyCtrl = (input.modifiers & 1) != 0;
      io.KeyShift = (input.modifiers & 2) != 0;
      io.KeysDown[input.code] = input.down;
      return true;
    case Input::Kind::Text:
      io.AddInputCharactersUTF8(input.text.c_str());
      return false;
  }
  return false;
#endif
}

void ImGuiLayer::feed() {
  while (!input_.empty()) {
    const Input next = input_.front();
    input_.pop_front();
    if (apply(next)) break;  // one change of a button or key a frame; the rest waits for the next
  }
}

void ImGuiLayer::begin(QSize pixels) {
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(pixels.width()), static_cast<float>(pixels.height())};
  io.DeltaTime = within(static_cast<float>(clock_.nsecsElapsed()) * 1e-9F, 1e-4F, 0.1F);
  clock_.restart();
  feed();
#if IMGUI_VERSION_NUM >= 19000
  // The first frame sends the font with a submit of ImGui's own.
  const auto lock = fontReady_ ? std::unique_lock<std::mutex>() : device_->lockQueue();
#endif
  ImGui_ImplVulkan_NewFrame();
  ImGui::NewFrame();
}

void ImGuiLayer::end() {
  ImGui::Render();
  if (settle_ > 0) --settle_;
  covered_ = {};
  const ImDrawData* data = ImGui::GetDrawData();
  for (int i = 0; i < data->CmdListsCount; ++i) {
    const ImDrawList* list = data->CmdLists[i];
    float left = FLT_MAX, top = FLT_MAX, right = -FLT_MAX, bottom = -FLT_MAX;
    for (const ImDrawCmd& command : list->CmdBuffer) {
      if (command.ElemCount == 0) continue;
      // The clip rectangle bounds what is drawn, the vertices bound it too: rows outside a scrolled table lie beyond
      // the clip.
      float l = FLT_MAX, t = FLT_MAX, r = -FLT_MAX, b = -FLT_MAX;
      for (unsigned e = 0; e < command.ElemCount; ++e) {
        const ImDrawVert& vertex = list->VtxBuffer[static_cast<int>(
            command.VtxOffset + list->IdxBuffer[static_cast<int>(command.IdxOffset + e)])];
        l = std::min(l, vertex.pos.x);
        t = std::min(t, vertex.pos.y);
        r = std::max(r, vertex.pos.x);
        b = std::max(b, vertex.pos.y);
      }
      left = std::min(left, std::max(l, command.ClipRect.x));
      top = std::min(top, std::max(t, command.ClipRect.y));
      right = std::max(right, std::min(r, command.ClipRect.z));
      bottom = std::max(bottom, std::min(b, command.ClipRect.w));
    }
    if (right <= left || bottom <= top) continue;
    const QRectF area(left / ratio_, top / ratio_, (right - left) / ratio_, (bottom - top) / ratio_);
    covered_ += area.toAlignedRect();
  }
}

void ImGuiLayer::prepare(VkCommandBuffer commands) {
  if (fontReady_) return;
  ImGui::SetCurrentContext(context_);
#if IMGUI_VERSION_NUM < 19000
  ImGui_ImplVulkan_CreateFontsTexture(commands);
#else
  (void)commands;  // NewFrame has sent the font by itself
#endif
  fontReady_ = true;
}

void ImGuiLayer::record(VkCommandBuffer commands) {
  ImGui::SetCurrentContext(context_);
  ImGui_ImplVulkan_RenderDrawData(ImGui::GetDrawData(), commands);
}

bool ImGuiLayer::mouse(const QMouseEvent& event) {
  const QPointF at = event.position();
  const bool inside = covered_.contains(at.toPoint());
  Input input{.x = static_cast<float>(at.x() * ratio_), .y = static_cast<float>(at.y() * ratio_)};
  if (event.type() == QEvent::MouseMove) {
    if (!inside && !held_) {
      pointerLeft();
      return false;
    }
    pointerOn_ = inside;
    input_.push_back(input);
    settle_ = std::max(settle_, 1);
    return true;
  }
  if (event.type() == QEvent::MouseButtonPress || event.type() == QEvent::MouseButtonDblClick) {
    if (!inside) {
      pointerLeft();
      return false;
    }
    held_ = true;
  } else if (!held_) {
    return false;
  } else {
    held_ = event.buttons() != Qt::NoButton;
  }
  input.kind = Input::Kind::Button;
  input.code = event.button() == Qt::RightButton ? 1 : event.button() == Qt::MiddleButton ? 2 : 0;
  input.down = event.type() != QEvent::MouseButtonRelease;
  input_.push_back(input);
  disturb();
  return true;
}

bool ImGuiLayer::wheel(const QWheelEvent& event) {
  if (!covered_.contains(event.position().toPoint())) return false;
  input_.push_back({.kind = Input::Kind::Wheel,
                    .x = static_cast<float>(event.angleDelta().x()) / 120.0F,
                    .y = static_cast<float>(event.angleDelta().y()) / 120.0F});
  disturb();
  return true;
}

bool ImGuiLayer::key(const QKeyEvent& event) {
  ImGui::SetCurrentContext(context_);
  const bool typing = ImGui::GetIO().WantTextInput;
  if (!pointerOn_ && !typing) return false;
  if (event.key() >= Qt::Key_F1 && event.key() <= Qt::Key_F35) return false;
  if (!typing && (event.key() == Qt::Key_Tab || event.key() == Qt::Key_Backtab || event.key() == Qt::Key_Escape))
    return false;  // the way out with the keyboard
  const bool down = event.type() == QEvent::KeyPress;
  const int modifiers = (event.modifiers().testFlag(Qt::ControlModifier) ? 1 : 0) |
                        (event.modifiers().testFlag(Qt::ShiftModifier) ? 2 : 0);
  if (const int index = keyIndex(event.key()); index >= 0)
    input_.push_back({.kind = Input::Kind::Key, .code = index, .down = down, .modifiers = modifiers});
  if (down && (modifiers & 1) == 0 && !event.text().isEmpty() && event.text().front().isPrint())
    input_.push_back({.kind = Input::Kind::Text, .text = event.text().toStdString()});
  disturb();
  return true;
}

void ImGuiLayer::pointerLeft() {
  if (!pointerOn_) return;
  pointerOn_ = false;
  input_.push_back({.x = -FLT_MAX, .y = -FLT_MAX});
  disturb();
}

}  // namespace headlight::ui
