/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/student.h"

/* From 8 degrees n on, a polynomial in 1/n, interpolated where Chebyshev's polynomial for 1/n from
 * 0 to 1/8 is 0.  It is within 2^-51.  Its first coefficient is the normal distribution's
 * quantile. */
double student_quantile(uint64_t degrees) {
    static const double few[] = {
        12.706204736174704646, 4.3026527297494638523, 3.1824463052837095927, 2.7764451051977943578,
        2.5705818356363155147, 2.4469118511449699711, 2.3646242515927853417};
    static const double coefficients[] = {
        0x1.f5c0331eeff83p+0,  0x1.2fa6956bb06c7p+1, 0x1.6947a27719501p+1,  0x1.4726156d69493p+1,
        0x1.96eb83132af71p+0,  0x1.774e15cfa31a3p-1, 0x1.3fabd78f41376p-1,  0x1.76c34b9b51e57p-3,
        -0x1.2bc7f0994efcap+1, 0x1.ab304cab638a0p+2, -0x1.a6b46c518ff9dp+2,
    };
    enum { FEW = sizeof few / sizeof *few, COUNT = sizeof coefficients / sizeof *coefficients };
    if (degrees <= FEW)
        return few[degrees - 1];
    double part = 1 / (double)degrees, quantile = 0;
    for (int i = COUNT - 1; i >= 0; i--)
        quantile = quantile * part + coefficients[i];
    return quantile;
}
