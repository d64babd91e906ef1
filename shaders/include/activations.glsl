// Activations, by their numbers in engine/backend/activation.h, which says what each is.

// GLSL has no erf. Chebyshev interpolants fitted in double precision: x P(x^2) up to 1, and 1 - exp(Q(x)) from 1 to 4;
// largest error in f32 1.1e-7.
float errorFunction(float value) {
  const float t = min(abs(value), 4.0);
  float result;
  if (t <= 1.0) {
    const float s = t * t;
    float poly = -0.0005648059886880219;
    poly = poly * s + 0.004921761807054281;
    poly = poly * s - 0.026715055108070374;
    poly = poly * s + 0.11280316859483719;
    poly = poly * s - 0.37612342834472656;
    poly = poly * s + 1.1283791065216064;
    result = poly * t;
  } else {
    float poly = -1.3272361684357747e-05;
    poly = poly * t + 0.00031693701748736203;
    poly = poly * t - 0.0034323513973504305;
    poly = poly * t + 0.022604772821068764;
    poly = poly * t - 0.10328111797571182;
    poly = poly * t - 0.6391412615776062;
    poly = poly * t - 1.1258935928344727;
    poly = poly * t - 0.0007658977992832661;
    result = 1.0 - exp(poly);
  }
  return value < 0.0 ? -result : result;
}

float sigmoid(float value) {
  return 1.0 / (1.0 + exp(-max(value, -80.0)));  // the clamp: exp(80) is still a number
}

// sqrt(log(1 + e^x)); what adding e^x to 1 rounds away is put back. Above 20 it is sqrt(x), as in PyTorch.
float sqrtSoftplus(float value) {
  if (value > 20.0) return sqrt(value);
  const float w = exp(max(value, -80.0));
  precise const float sum = 1.0 + w;
  precise const float added = sum - 1.0;
  return sqrt(added == 0.0 ? w : log(sum) * w / added);
}

float activate(float value, uint activation) {
  switch (activation) {
    case 1: {
      // Clamped: tanh(10) is 1 in f32, and drivers compute tanh through exp, which overflows.
      const float inner = clamp(0.7978845608028654 * (value + 0.044715 * value * value * value), -10.0, 10.0);
      return 0.5 * value * (1.0 + tanh(inner));
    }
    case 2:
      return 0.5 * value * (1.0 + errorFunction(value * 0.7071067811865476));
    case 3:
      return max(value, 0.0);
    case 4:
      return value / (1.0 + exp(-max(value, -80.0)));
    case 5:
      return tanh(clamp(value, -10.0, 10.0));
    case 6:
      return clamp(0.5 * value * (1.0 + errorFunction(value * 0.7071067811865476)), -10.0, 10.0);
    case 7:
      return value * sigmoid(1.702 * value);
    case 8:
      return value * clamp(value + 3.0, 0.0, 6.0) / 6.0;
    case 9:
      return 0.5 * (1.0 + errorFunction((value - 0.707107) * 2.5066264));  // 1 / (0.282095 sqrt(2))
    case 10:
      return value < 0.0 ? 0.01 * value : value;
    case 11: {
      const float w = exp(clamp(value, -80.0, 20.0));
      const float product = w * (w + 2.0);
      return value * (product / (product + 2.0));
    }
    case 12:
      return max(value, 0.0) * max(value, 0.0);
    case 13:
      return clamp(value, 0.0, 6.0);
    case 14:
      return sigmoid(value);
    case 15:
      return sqrtSoftplus(value);
    default:
      return value;
  }
}
