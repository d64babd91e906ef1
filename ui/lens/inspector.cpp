#include "ui/lens/inspector.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "base/within.h"
#include "ui/lens/imgui_layer.h"
#include "ui/lens/tensor_slice.h"
#include "ui/theme/theme.h"
#include "vk/device.h"

namespace headlight::ui {
namespace {

constexpr int columnsShown = 12;  // of the raw numbers; the slider above moves them

std::string bytesText(std::size_t bytes) {
  char text[32];
  const auto value = static_cast<double>(bytes);
  if (bytes < 1024)
    std::snprintf(text, sizeof text, "%zu B", bytes);
  else if (bytes < 1024 * 1024)
    std::snprintf(text, sizeof text, "%.1f KiB", value / 1024);
  else
    std::snprintf(text, sizeof text, "%.2f MiB", value / (1024 * 1024));
  return text;
}

/// For ImGui. What it knows a window, a tab or a slider by stands behind "###" and is the same in every language.
std::string utf8(const QString& text) { return text.toStdString(); }
std::string label(const QString& text, const char* id) { return utf8(text) + "###" + id; }

/// A word as wide as that, with a gap before it, has room behind what comes next.
void leaveRoomFor(const std::string& word) {
  ImGui::SetNextItemWidth(-ImGui::CalcTextSize(word.c_str(), nullptr, true).x - ImGui::CalcTextSize("  ").x);
}

void grey(const QString& text) { ImGui::TextDisabled("%s", utf8(text).c_str()); }
void column(const QString& name, ImGuiTableColumnFlags flags = 0, float weight = 0) {
  ImGui::TableSetupColumn(utf8(name).c_str(), flags, weight);
}

void rightText(const std::string& text) {
  const float width = ImGui::CalcTextSize(text.c_str()).x;
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.0F, ImGui::GetContentRegionAvail().x - width));
  ImGui::TextUnformatted(text.c_str());
}

std::string number(double value, const char* format) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// Counts on a log scale, since attention is mostly small numbers and the first bar would hide all others; the tooltip
/// has the count itself (PlotHistogram's would show its logarithm).
void drawHistogram(const TensorSlice& s) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const ImVec2 size(std::max(1.0F, ImGui::GetContentRegionAvail().x), ImGui::GetTextLineHeight() * 4);
  ImGui::InvisibleButton("histogram", size);
  const float tallest = std::log2(1 + *std::max_element(s.histogram.begin(), s.histogram.end()));
  const auto bins = static_cast<float>(s.histogram.size());
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRect(corner, {corner.x + size.x, corner.y + size.y}, ImGui::GetColorU32(ImGuiCol_Border));
  int hovered = -1;
  if (ImGui::IsItemHovered())
    hovered =
        within(static_cast<int>((ImGui::GetIO().MousePos.x - corner.x) / size.x * bins), 0, static_cast<int>(bins) - 1);
  for (std::size_t i = 0; i < s.histogram.size(); ++i) {
    if (s.histogram[i] == 0) continue;
    const float left = corner.x + size.x * static_cast<float>(i) / bins;
    const float height = std::max(1.0F, (size.y - 3) * std::log2(1 + s.histogram[i]) / tallest);
    const int colour = static_cast<int>(i) == hovered ? ImGuiCol_PlotHistogramHovered : ImGuiCol_PlotHistogram;
    list.AddRectFilled({left + 1, corner.y + size.y - 1 - height},
                       {std::max(left + 2, left + size.x / bins - 1), corner.y + size.y - 1},
                       ImGui::GetColorU32(colour));
  }
  if (hovered < 0) return;
  const float width = (s.most - s.least) / bins;
  const float from = s.least + width * static_cast<float>(hovered);
  const QString words = Inspector::tr("%1 to %2: %3 values")
                            .arg(static_cast<double>(from), 0, 'g', 6)
                            .arg(static_cast<double>(from + width), 0, 'g', 6)
                            .arg(static_cast<double>(s.histogram[static_cast<std::size_t>(hovered)]), 0, 'f', 0);
  ImGui::SetTooltip("%s", utf8(words).c_str());
}

}  // namespace

struct Inspector::Private {
  std::shared_ptr<vk::Device> device;
  VkRenderPass renderPass;
  std::unique_ptr<ImGuiLayer> layer;
  const Theme* theme = &Theme::light();
  std::shared_ptr<const Trace> trace;
  ViewState state;

  SiteId site{StackId::Decoder, Site::Pattern, 0};  ///< another where the model has no decoder
  int head = 0;
  int firstColumn = 0;
  bool browsing = false;  ///< the tensor tab is in front: its site stays captured
  std::optional<TensorSlice> slice;
  bool fixedRange = false;
  float low = 0, high = 1, gamma = 1;
  std::optional<Colormap> chosen;

  void timings();
  void memory();
  void tensors();
  void numbers();
  void range();
};

Inspector::Inspector(std::shared_ptr<vk::Device> device, VkRenderPass renderPass) : d_(std::make_unique<Private>()) {
  d_->device = std::move(device);
  d_->renderPass = renderPass;
}

Inspector::~Inspector() = default;

void Inspector::setTheme(const Theme& theme) {
  d_->theme = &theme;
  if (d_->layer) d_->layer->setTheme(theme);
}

void Inspector::setSubject(std::shared_ptr<const Trace> trace, const ViewState& state) {
  if (trace != d_->trace) {
    d_->trace = std::move(trace);
    d_->slice.reset();
    if (d_->layer) d_->layer->disturb();
  }
  d_->state = state;
}

void Inspector::build(QSize pixels, double devicePixelRatio) {
  Private& d = *d_;
  if (!d.layer || d.layer->ratio() != devicePixelRatio)
    d.layer = std::make_unique<ImGuiLayer>(d.device, d.renderPass, devicePixelRatio, *d.theme);
  d.layer->begin(pixels);
  d.chosen.reset();
  const auto scale = static_cast<float>(devicePixelRatio);
  const ImVec2 display(static_cast<float>(pixels.width()), static_cast<float>(pixels.height()));
  const ImVec2 size(std::min(display.x - 16 * scale, 460 * scale), std::min(display.y - 24 * scale, 480 * scale));
  if (size.x > 40 && size.y > 40) {
    ImGui::SetNextWindowPos({display.x - size.x - 12 * scale, 12 * scale}, ImGuiCond_FirstUseEver);
    ImGui::SetNextWindowSize(size, ImGuiCond_FirstUseEver);
    ImGui::SetNextWindowSizeConstraints({std::min(240 * scale, size.x), std::min(120 * scale, size.y)},
                                        {display.x, display.y});
    bool browsing = false;
    if (ImGui::Begin(label(Inspector::tr("Inspector"), "inspector").c_str(), nullptr,
                     ImGuiWindowFlags_NoSavedSettings)) {
      if (ImGui::BeginTabBar("tabs")) {
        if (ImGui::BeginTabItem(label(Inspector::tr("Times"), "times").c_str())) {
          d.timings();
          ImGui::EndTabItem();
        }
        if (ImGui::BeginTabItem(label(Inspector::tr("Memory"), "memory").c_str())) {
          d.memory();
          ImGui::EndTabItem();
        }
        if (ImGui::BeginTabItem(label(Inspector::tr("Tensors"), "tensors").c_str())) {
          browsing = true;
          d.tensors();
          ImGui::EndTabItem();
        }
        if (ImGui::BeginTabItem(label(Inspector::tr("Range"), "range").c_str())) {
          d.range();
          ImGui::EndTabItem();
        }
        ImGui::EndTabBar();
      }
    }
    ImGui::End();
    d.browsing = browsing;
  }
  d.layer->end();
}

void Inspector::Private::timings() {
  if (!trace || trace->timings().empty()) {
    grey(Inspector::tr("No times with this picture."));
    return;
  }
  struct Section {
    std::string name;
    double sum = 0;
    std::vector<OpTiming> operations;
  };
  std::vector<Section> sections;
  double total = 0;
  for (const OpTiming& timing : trace->timings()) {
    if (sections.empty() || sections.back().name != timing.section) sections.push_back({timing.section, 0, {}});
    sections.back().sum += timing.milliseconds;
    sections.back().operations.push_back(timing);
    total += timing.milliseconds;
  }
  ImGui::TextUnformatted(utf8(Inspector::tr("%1 ms in operations, %2 ms the whole pass")
                                  .arg(total, 0, 'f', 2)
                                  .arg(trace->milliseconds(), 0, 'f', 2))
                             .c_str());
  ImGui::TextDisabled("%s", trace->device().c_str());
  if (!ImGui::BeginTable("times", 3, ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY | ImGuiTableFlags_BordersInnerV))
    return;
  ImGui::TableSetupScrollFreeze(0, 1);
  column(Inspector::tr("section, operation"), ImGuiTableColumnFlags_WidthStretch, 3);
  column(QStringLiteral("ms"), ImGuiTableColumnFlags_WidthStretch, 1);
  column(Inspector::tr("share"), ImGuiTableColumnFlags_WidthStretch, 1);
  ImGui::TableHeadersRow();
  const auto numbers_ = [&](double milliseconds) {
    ImGui::TableSetColumnIndex(1);
    rightText(number(milliseconds, "%.3f"));
    ImGui::TableSetColumnIndex(2);
    rightText(number(total > 0 ? 100 * milliseconds / total : 0, "%.1f %%"));
  };
  const std::string none = utf8(Inspector::tr("(no section)"));
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const Section& section = sections[i];
    ImGui::TableNextRow();
    ImGui::TableSetColumnIndex(0);
    const bool open = ImGui::TreeNodeEx(reinterpret_cast<void*>(i), ImGuiTreeNodeFlags_SpanFullWidth, "%s",
                                        section.name.empty() ? none.c_str() : section.name.c_str());
    numbers_(section.sum);
    if (!open) continue;
    for (const OpTiming& timing : section.operations) {
      ImGui::TableNextRow();
      ImGui::TableSetColumnIndex(0);
      ImGui::TextUnformatted(timing.operation);
      numbers_(timing.milliseconds);
    }
    ImGui::TreePop();
  }
  ImGui::EndTable();
}

void Inspector::Private::memory() {
  if (!trace) {
    grey(Inspector::tr("Nothing yet."));
    return;
  }
  std::vector<std::pair<SiteId, const Rows*>> sites;
  std::size_t total = 0;
  for (const auto& [id, rows] : trace->sites()) {
    sites.emplace_back(id, &rows);
    total += rows.bytes();
  }
  ImGui::TextUnformatted(
      utf8(Inspector::tr("%1 in captured sites: %2").arg(QString::fromStdString(bytesText(total))).arg(sites.size()))
          .c_str());
  grey(Inspector::tr("Blocks of 64 rows that agree with the last picture are shared with it."));
  if (!ImGui::BeginTable("memory", 3, ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY | ImGuiTableFlags_BordersInnerV))
    return;
  ImGui::TableSetupScrollFreeze(0, 1);
  column(Inspector::tr("site"), ImGuiTableColumnFlags_WidthStretch, 3);
  column(Inspector::tr("blocks"), ImGuiTableColumnFlags_WidthStretch, 1);
  column(Inspector::tr("bytes"), ImGuiTableColumnFlags_WidthStretch, 1.4F);
  ImGui::TableHeadersRow();
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(sites.size()));
  while (clipper.Step())
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const auto& [id, rows] = sites[static_cast<std::size_t>(i)];
      ImGui::TableNextRow();
      ImGui::TableSetColumnIndex(0);
      ImGui::TextUnformatted(trace->model().siteName(id).c_str());
      ImGui::TableSetColumnIndex(1);
      rightText(std::to_string(rows->blocks().size()));
      ImGui::TableSetColumnIndex(2);
      rightText(bytesText(rows->bytes()));
    }
  ImGui::EndTable();
}

void Inspector::Private::tensors() {
  if (!trace) {
    grey(Inspector::tr("Nothing yet."));
    return;
  }
  const CapturePlan every = trace->model().everySite();
  const auto& sites = every.sites();
  if (!every.contains(site) && !sites.empty()) {
    const SiteId pattern{sites.front().stack, Site::Pattern, 0};
    site = every.contains(pattern) ? pattern : sites.front();
    slice.reset();
  }
  ImGui::SetNextItemWidth(-1);
  const std::string missing = "  " + utf8(Inspector::tr("(not captured yet)"));
  if (ImGui::BeginCombo("##site", trace->model().siteName(site).c_str(), ImGuiComboFlags_HeightLarge)) {
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(sites.size()));
    while (clipper.Step())
      for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
        const SiteId each = sites[static_cast<std::size_t>(i)];
        const bool captured = trace->find(each) != nullptr;
        if (!captured) ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
        if (ImGui::Selectable((trace->model().siteName(each) + (captured ? std::string() : missing)).c_str(),
                              each == site)) {
          site = each;
          firstColumn = 0;
          slice.reset();
        }
        if (!captured) ImGui::PopStyleColor();
      }
    ImGui::EndCombo();
  }
  if (trace->find(site) == nullptr) {
    ImGui::TextWrapped("%s",
                       utf8(Inspector::tr("%1 was not captured with this picture. It is asked for with the next pass.")
                                .arg(QString::fromStdString(trace->model().siteName(site))))
                           .c_str());
    return;
  }
  const int heads = headsOf(trace->model(), site);
  if (heads > 1) {
    const std::string name = label(Inspector::tr("head"), "head");
    leaveRoomFor(name);
    if (ImGui::SliderInt(name.c_str(), &head, 0, heads - 1)) slice.reset();
    head = within(head, 0, heads - 1);
  }
  if (!slice || slice->trace != trace || slice->site != site) slice = readSlice(trace, site, head);
  numbers();
}

void Inspector::Private::numbers() {
  const TensorSlice& s = *slice;
  ImGui::TextUnformatted(utf8(Inspector::tr("[%1, %2]  min %3  max %4  mean %5")
                                  .arg(s.rows)
                                  .arg(s.columns)
                                  .arg(static_cast<double>(s.least), 0, 'g', 6)
                                  .arg(static_cast<double>(s.most), 0, 'g', 6)
                                  .arg(s.mean, 0, 'g', 6))
                             .c_str());
  if (s.broken > 0)
    ImGui::TextUnformatted(utf8(Inspector::tr("Values that are NaN or infinite: %1").arg(s.broken)).c_str());
  if (s.masked > 0) grey(Inspector::tr("Masked cells, left out of these figures: %1").arg(s.masked));
  drawHistogram(s);
  const int shown = std::min(columnsShown, s.columns);
  if (s.columns > shown) {
    const std::string name = label(Inspector::tr("first column"), "firstColumn");
    leaveRoomFor(name);
    ImGui::SliderInt(name.c_str(), &firstColumn, 0, s.columns - shown);
  }
  firstColumn = within(firstColumn, 0, s.columns - shown);
  const float height = std::max(ImGui::GetContentRegionAvail().y, ImGui::GetTextLineHeight() * 6);
  if (!ImGui::BeginTable("numbers", shown + 1,
                         ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollX | ImGuiTableFlags_ScrollY |
                             ImGuiTableFlags_BordersInnerV | ImGuiTableFlags_SizingFixedFit,
                         {0, height}))
    return;
  ImGui::TableSetupScrollFreeze(1, 1);
  column(Inspector::tr("row"));
  for (int c = 0; c < shown; ++c) ImGui::TableSetupColumn(std::to_string(firstColumn + c).c_str());
  ImGui::TableHeadersRow();
  ImGuiListClipper clipper;
  clipper.Begin(s.rows);
  while (clipper.Step())
    for (int r = clipper.DisplayStart; r < clipper.DisplayEnd; ++r) {
      ImGui::TableNextRow();
      ImGui::TableSetColumnIndex(0);
      ImGui::TextDisabled("%d", r);
      for (int c = 0; c < shown; ++c) {
        ImGui::TableSetColumnIndex(c + 1);
        const float value = s.values[static_cast<std::size_t>(r) * static_cast<std::size_t>(s.columns) +
                                     static_cast<std::size_t>(firstColumn + c)];
        ImGui::Text("% .6f", static_cast<double>(value));
      }
    }
  ImGui::EndTable();
}

void Inspector::Private::range() {
  ImGui::Checkbox(label(Inspector::tr("Fixed range for every field"), "fixed").c_str(), &fixedRange);
  ImGui::BeginDisabled(!fixedRange);
  ImGui::DragFloat(label(Inspector::tr("low"), "low").c_str(), &low, 0.002F, 0.0F, high - 1e-4F, "%.4f");
  ImGui::DragFloat(label(Inspector::tr("high"), "high").c_str(), &high, 0.002F, low + 1e-4F, 1.0F, "%.4f");
  ImGui::EndDisabled();
  low = within(low, 0.0F, 1.0F - 1e-4F);
  high = within(high, low + 1e-4F, 1.0F);
  ImGui::SliderFloat(label(Inspector::tr("gamma"), "gamma").c_str(), &gamma, 0.2F, 3.0F, "%.2f");
  ImGui::Separator();
  ImGui::TextUnformatted(utf8(Inspector::tr("Colour map")).c_str());
  constexpr std::pair<const char*, Colormap> maps[] = {
      {"viridis", Colormap::Viridis}, {"magma", Colormap::Magma}, {"cividis", Colormap::Cividis}};
  for (const auto& [name, map] : maps) {
    if (ImGui::RadioButton(name, state.colormap == map)) chosen = map;
    ImGui::SameLine();
  }
  ImGui::NewLine();
  ImGui::Separator();
  if (ImGui::Button(label(Inspector::tr("Back to the usual"), "usual").c_str())) {
    fixedRange = false;
    low = 0;
    high = 1;
    gamma = 1;
    chosen = Colormap::Viridis;
  }
}

void Inspector::prepare(VkCommandBuffer commands) { d_->layer->prepare(commands); }
void Inspector::record(VkCommandBuffer commands) { d_->layer->record(commands); }
QRegion Inspector::covered() const { return d_->layer ? d_->layer->covered() : QRegion(); }
bool Inspector::mouse(const QMouseEvent& event) { return d_->layer && d_->layer->mouse(event); }
bool Inspector::wheel(const QWheelEvent& event) { return d_->layer && d_->layer->wheel(event); }
bool Inspector::key(const QKeyEvent& event) { return d_->layer && d_->layer->key(event); }
void Inspector::pointerLeft() {
  if (d_->layer) d_->layer->pointerLeft();
}
bool Inspector::unsettled() const { return d_->layer && d_->layer->unsettled(); }

InspectorWishes Inspector::wishes() const {
  InspectorWishes wishes;
  if (d_->browsing) wishes.sites.push_back(d_->site);
  if (d_->fixedRange) {
    wishes.low = d_->low;
    wishes.high = d_->high;
  }
  wishes.gamma = d_->gamma;
  wishes.colormap = d_->chosen;
  return wishes;
}

}  // namespace headlight::ui
