#pragma once

#include <QString>
#include <QWidget>
#include <vector>

namespace headlight::ui {

struct Theme;

/// What a classifier would say if the model stopped after each layer: one row a layer with its likeliest class. Rows in
/// which that is the class at the end are in the colour of logits.
class LayerRows : public QWidget {
  Q_OBJECT
 public:
  struct Row {
    QString name;            ///< of the likeliest class
    double probability = 0;  ///< of it
    bool last = false;       ///< it is the class at the end
    bool operator==(const Row&) const = default;
  };
  explicit LayerRows(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// By layer, from 0.
  void setRows(std::vector<Row> rows);
  const std::vector<Row>& rows() const { return rows_; }
  /// Px at 100 %.
  QRectF rowRect(int layer) const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  double rowHeight() const;
  const Theme* theme_;
  std::vector<Row> rows_;
};

}  // namespace headlight::ui
