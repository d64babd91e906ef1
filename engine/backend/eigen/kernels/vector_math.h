#pragma once

#include "backend/eigen/kernels/simd.h"

/// exp, log2 and the activations on vectors: libm's scalar versions would cost more than the matrix products around
/// them. Polynomials: Stephen L. Moshier, Cephes Math Library 2.2, single precision (expf.c, logf.c, ndtrf.c).
namespace headlight::HEADLIGHT_CPU_LEVEL::simd {

/// Horner's rule with fma, highest coefficient first.
template <class... More>
inline Vec polynomial(Vec x, float highest, More... more) {
  Vec sum = splat(highest);
  ((sum = fma(sum, x, splat(more))), ...);
  return sum;
}

/// e^x to 2 units in the last place; 0 below -87.33 (no subnormals), 2.4e38 above 88.37; NaN stays NaN.
inline Vec exp(Vec x) {
  const Vec low = splat(-87.33654F), high = splat(88.37626F);
  const IntVec underflow = x < low;
  x = x > high ? high : x;
  x = underflow ? low : x;
  const Vec magic = splat(12582912.0F);  // 1.5 * 2^23: adding it rounds to the nearest integer
  const Vec power = fma(x, splat(1.44269504088896341F), magic);
  const Vec n = power - magic;
  Vec r = fma(n, splat(-0.693359375F), x);  // ln 2 in two parts, the first one exact in 10 bits
  r = fma(n, splat(2.12194440e-4F), r);
  const Vec tail = polynomial(r, 1.9875691500e-4F, 1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F,
                              1.6666665459e-1F, 5.0000001201e-1F);
  const Vec value = fma(tail, r * r, r) + splat(1.0F);
  const IntVec exponent = (bits(power) - bits(magic)) << 23;
  return underflow ? splat(0.0F) : fromBits(bits(value) + exponent);
}

/// log2 of a normal, positive x.
inline Vec log2(Vec x) {
  IntVec exponent = (bits(x) >> 23) - 126;
  Vec m = fromBits((bits(x) & 0x007FFFFF) | 0x3F000000);  // [0.5, 1)
  const IntVec small = m < splat(0.707106781186547524F);
  exponent = small ? exponent - 1 : exponent;
  m = (small ? m + m : m) - splat(1.0F);
  const Vec square = m * m;
  const Vec cubic =
      polynomial(m, 7.0376836292e-2F, -1.1514610310e-1F, 1.1676998740e-1F, -1.2420140846e-1F, 1.4249322787e-1F,
                 -1.6668057665e-1F, 2.0000714765e-1F, -2.4999993993e-1F, 3.3333331174e-1F);
  const Vec naturalLog = fma(cubic * m, square, fma(splat(-0.5F), square, m));
  return fma(naturalLog, splat(1.44269504088896341F), __builtin_convertvector(exponent, Vec));
}

/// GPT-2's gelu_new, 0.5 x (1 + tanh u) with u = sqrt(2/pi) (x + 0.044715 x^3), written as x / (1 + e^(-2u)): the same
/// function without the cancellation for negative x.
inline Vec geluTanh(Vec x) {
  const Vec cubic = fma(x * x, splat(0.044715F) * x, x);
  return x / (splat(1.0F) + exp(splat(-1.5957691216057308F) * cubic));
}

/// The normal distribution function, Phi(x) = erfc(-x / sqrt 2) / 2.
inline Vec normalCdf(Vec x) {
  const IntVec negative = x < splat(0.0F);
  const Vec t = (negative ? -x : x) * splat(0.70710678118654752F);
  const Vec square = t * t;
  const Vec erfNear =
      t * polynomial(square, 7.853861353153693e-5F, -8.010193625184903e-4F, 5.188327685732524e-3F,
                     -2.685381193529856e-2F, 1.128358514861418e-1F, -3.761262582423300e-1F, 1.128379165726710F);
  const Vec q = splat(1.0F) / (t < splat(1.0F) ? splat(1.0F) : t);
  const Vec q2 = q * q;
  const Vec middle = polynomial(q2, 2.326819970068386e-2F, -1.387039388740657e-1F, 3.687424674597105e-1F,
                                -5.824733027278666e-1F, 6.210004621745983e-1F, -4.944515323274145e-1F,
                                3.404879937665872e-1F, -2.741127028184656e-1F, 5.638259427386472e-1F);
  const Vec far = polynomial(q2, -1.047766399936249e1F, 1.297719955372516e1F, -7.495517718768503F, 2.921019019210786F,
                             -1.015265279202700F, 4.218463358204948e-1F, -2.820767439740514e-1F, 5.641895067754075e-1F);
  const Vec erfcFar = exp(-square) * q * (t < splat(2.0F) ? middle : far);
  const Vec half = splat(0.5F) * (t < splat(1.0F) ? splat(1.0F) - erfNear : erfcFar);  // Phi(-|x|)
  return negative ? half : splat(1.0F) - half;
}

inline Vec geluErf(Vec x) { return x * normalCdf(x); }

/// `x`, `least` where it is below and `most` where it is above; NaN stays NaN.
inline Vec clamp(Vec x, float least, float most) {
  x = x < splat(least) ? splat(least) : x;
  return x > splat(most) ? splat(most) : x;
}

inline Vec relu(Vec x) { return x < splat(0.0F) ? splat(0.0F) : x; }  // NaN stays NaN

/// x sigmoid(x).
inline Vec silu(Vec x) { return x / (splat(1.0F) + exp(-x)); }

/// (1 - e^-2|x|) / (1 + e^-2|x|); near 0, where that cancels, Cephes' polynomial (tanhf.c).
inline Vec tanh(Vec x) {
  const Vec magnitude = x < splat(0.0F) ? -x : x, square = x * x;
  const Vec near = polynomial(square, -5.70498872745e-3F, 2.06390887954e-2F, -5.37397155531e-2F, 1.33314422036e-1F,
                              -3.33332819422e-1F);
  const Vec decay = exp(magnitude * splat(-2.0F));
  const Vec far = (splat(1.0F) - decay) / (splat(1.0F) + decay);
  return magnitude < splat(0.625F) ? fma(near * square, x, x) : (x < splat(0.0F) ? -far : far);
}

inline Vec sigmoid(Vec x) { return splat(1.0F) / (splat(1.0F) + exp(-x)); }

inline Vec quickGelu(Vec x) { return x / (splat(1.0F) + exp(splat(-1.702F) * x)); }

inline Vec hardSwish(Vec x) { return x * clamp(x + splat(3.0F), 0.0F, 6.0F) / splat(6.0F); }

inline Vec laplace(Vec x) { return normalCdf((x - splat(0.707107F)) / splat(0.282095F)); }

inline Vec leakyRelu(Vec x) { return x < splat(0.0F) ? splat(0.01F) * x : x; }

/// With w = e^x: tanh(log(1 + w)) = w (w + 2) / (w (w + 2) + 2), which is 1 in f32 long before x = 20.
inline Vec mish(Vec x) {
  const Vec w = exp(x > splat(20.0F) ? splat(20.0F) : x), product = w * (w + splat(2.0F));
  return x * (product / (product + splat(2.0F)));
}

/// sqrt(log(1 + w)) with w = e^x. What adding w to 1 rounds away is put back by w / ((1 + w) - 1) (Goldberg 1991,
/// theorem 4); above 20 it is sqrt(x), as in PyTorch.
inline Vec sqrtSoftplus(Vec x) {
  const IntVec large = x > splat(20.0F);
  const Vec w = exp(large ? splat(20.0F) : x), sum = splat(1.0F) + w, added = sum - splat(1.0F);
  const IntVec lost = added == splat(0.0F);
  const Vec logarithm = log2(sum) * splat(0.693147180559945F) * w / (lost ? splat(1.0F) : added);
  Vec root = large ? x : (lost ? w : logarithm);
  for (int i = 0; i < width; ++i) root[i] = __builtin_sqrtf(root[i]);
  return root;
}

inline Lanes exp(Lanes lanes) {
  for (Vec& vec : lanes.part) vec = exp(vec);
  return lanes;
}

}  // namespace headlight::HEADLIGHT_CPU_LEVEL::simd
