/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Student's t against GSL's, from 1 degree of freedom to a billion: GSL's own errors are up to
 * 1e-13. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "base/student.h"
#include "tap.h"

int main(void) {
    double worst = 0;
    bool falling = true;
    for (uint64_t degrees = 1; degrees <= 1000000000; degrees += degrees / 200 + 1) {
        double wanted = gsl_cdf_tdist_Pinv(0.975, (double)degrees);
        worst = fmax(worst, fabs(student_quantile(degrees) / wanted - 1));
        falling = falling && student_quantile(degrees + 1) <= student_quantile(degrees);
    }
    tap_ok(worst < 1e-12, "Student's t as GSL has it, within %.1g", worst);
    tap_ok(falling, "more degrees of freedom never need a wider interval");
    tap_ok(student_quantile(UINT64_MAX) == 0x1.f5c0331eeff83p+0, "at last it is the normal one");
    return tap_done();
}
