/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact numbers of 256 bits, against values from Python's whole numbers and doubles. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/wide.h"
#include "tap.h"

#define W(high, low) ((number_u128)UINT64_C(high) << 64 | UINT64_C(low))

struct product {
    number_u128 a, b;
    struct wide product;
};

struct nearest {
    struct wide number;
    double nearest;
};

struct ratio {
    int64_t numerator;
    uint64_t denominator;
    double ratio;
};

static const struct product products[] = {
    {W(0x0, 0x0), W(0xffffffffffffffff, 0xffffffffffffffff), {W(0x0, 0x0), W(0x0, 0x0)}},
    {W(0x0, 0x1),
     W(0xffffffffffffffff, 0xffffffffffffffff),
     {W(0x0, 0x0), W(0xffffffffffffffff, 0xffffffffffffffff)}},
    {W(0xffffffffffffffff, 0xffffffffffffffff),
     W(0xffffffffffffffff, 0xffffffffffffffff),
     {W(0xffffffffffffffff, 0xfffffffffffffffe), W(0x0, 0x1)}},
    {W(0x1, 0x0), W(0x1, 0x0), {W(0x0, 0x1), W(0x0, 0x0)}},
    {W(0x0, 0xffffffffffffffff),
     W(0x0, 0xffffffffffffffff),
     {W(0x0, 0x0), W(0xfffffffffffffffe, 0x1)}},
    {W(0xfffffff, 0xffffffffffffffff),
     W(0xfffffff, 0xffffffffffffffff),
     {W(0x0, 0xffffffffffffff), W(0xffffffffe0000000, 0x1)}},
    {W(0x146513270e, 0x269e0d37f2a74de4),
     W(0x2, 0xd23f0824128b2f33),
     {W(0x0, 0x398a1589e4), W(0xcf812e234426a1f4, 0x5f6c8013616d606c)}},
    {W(0xe, 0x9531985d5d9dc9f8),
     W(0x6f036751600a35a, 0x99950d836f675cc),
     {W(0x0, 0x652e2234ee635c4b), W(0xd3b0b5118c21ae3a, 0x63173daa1b5b49a0)}},
    {W(0x11a221738f7d9, 0x3d9c172411e20b8f),
     W(0x7ec590c192cf, 0xd3ac94af0f21ddb6),
     {W(0x8bb68332, 0x6b63aff3da434f03), W(0x4c5e998b874fbb22, 0x2eedb6a6b91daaaa)}},
    {W(0x953f48, 0xa09f76b5a170b338),
     W(0x3, 0x95e60af593bd04cf),
     {W(0x0, 0x21721cc), W(0x66400bce703ce67b, 0xd2c36f18c545ca48)}},
    {W(0x0, 0x3898d190f9ebdacc),
     W(0x49d, 0x6b4cb2424a23d596),
     {W(0x0, 0x105), W(0x30b79e2fae11136b, 0x847903f98f21ef88)}},
    {W(0x47b, 0x4ef8aa3892276658),
     W(0x491d3, 0x94e3bf911a61dbe2),
     {W(0x0, 0x147ac7da), W(0xde99f32783e9d0a5, 0x7d20ac2372ada1b0)}},
};
static const struct nearest nearest[] = {
    {{W(0x0, 0x0), W(0x0, 0x0)}, 0x0.0p+0},
    {{W(0x0, 0x0), W(0x0, 0x1)}, 0x1.0000000000000p+0},
    {{W(0x0, 0x0), W(0x0, 0x20000000000001)}, 0x1.0000000000000p+53},
    {{W(0x0, 0x0), W(0x0, 0x20000000000003)}, 0x1.0000000000002p+53},
    {{W(0x0, 0x0), W(0x0, 0xffffffffffffffff)}, 0x1.0000000000000p+64},
    {{W(0x0, 0x0), W(0xffffffffffffffff, 0xffffffffffffffff)}, 0x1.0000000000000p+128},
    {{W(0x0, 0x1), W(0x0, 0x0)}, 0x1.0000000000000p+128},
    {{W(0x0, 0x1), W(0x800, 0x0)}, 0x1.0000000000000p+128},
    {{W(0x0, 0x1), W(0x800, 0x1)}, 0x1.0000000000001p+128},
    {{W(0x0, 0x1), W(0x1800, 0x0)}, 0x1.0000000000002p+128},
    {{W(0xffffffffffffffff, 0xffffffffffffffff), W(0xffffffffffffffff, 0xffffffffffffffff)},
     0x1.0000000000000p+256},
    {{W(0x0, 0x20000000000001), W(0x0, 0x0)}, 0x1.0000000000000p+181},
    {{W(0x0, 0x20000000000001), W(0x0, 0x1)}, 0x1.0000000000001p+181},
    {{W(0x483d3, 0x1012f037b64ce422), W(0x8c38fb2918f135d2, 0x5f557203301850c5)},
     0x1.20f4c404bc0dfp+210},
    {{W(0x0, 0x110), W(0xae2eb1547f150524, 0x34b9b5df9e7769b1)}, 0x1.10ae2eb1547f1p+136},
    {{W(0x0, 0x7403e4ec66a787), W(0x95e761d17731af10, 0x506bf2efc6f87718)}, 0x1.d00f93b19a9e2p+182},
    {{W(0x0, 0xc7a2b2f14c94), W(0x2e05319acb5c7427, 0x3f98e2774cbd87ad)}, 0x1.8f4565e299286p+175},
    {{W(0x0, 0x17ebff206), W(0x867347214cdd2055, 0x930d6eaf14f4733f)}, 0x1.7ebff20686734p+160},
};
static const struct ratio ratios[] = {
    {INT64_C(1), UINT64_C(3), 0x1.5555555555555p-2},
    {INT64_C(-1), UINT64_C(3), -0x1.5555555555555p-2},
    {INT64_C(0), UINT64_C(7), 0x0.0p+0},
    {INT64_C(9223372036854775807), UINT64_C(1000000000), 0x1.12e0be826d695p+33},
    {INT64_C(9007199254740993), UINT64_C(1), 0x1.0000000000000p+53},
    {INT64_C(-9007199254740993), UINT64_C(1), -0x1.0000000000000p+53},
    {INT64_C(9007199254740995), UINT64_C(1), 0x1.0000000000002p+53},
    {INT64_C(18014398509481987), UINT64_C(2), 0x1.0000000000001p+53},
    {INT64_C(123456789), UINT64_C(1000000000), 0x1.f9add3739635fp-4},
    {INT64_C(1000000000000000001), UINT64_C(10000000000000000), 0x1.9000000000000p+6},
    {INT64_C(2116259237233296845), UINT64_C(5187025341172795), 0x1.97fdace2ab15ap+8},
    {INT64_C(4428831310288829692), UINT64_C(2126881004276431), 0x1.044a01935a835p+11},
    {INT64_C(-755183667960215620), UINT64_C(13639438156100821), -0x1.baf0f3a2499dbp+5},
    {INT64_C(-3209876131120351186), UINT64_C(8808376342072291), -0x1.6c696aa1fe98ep+8},
    {INT64_C(-4250062917187900311), UINT64_C(12037508972339701), -0x1.61117c96a06b0p+8},
    {INT64_C(2440235555600920454), UINT64_C(10322715774684539), 0x1.d8ca19613df18p+7},
};

static bool is_same(struct wide a, struct wide b) {
    return a.high == b.high && a.low == b.low;
}

static void test_products(void) {
    for (size_t i = 0; i < sizeof products / sizeof *products; i++) {
        const struct product *row = &products[i];
        tap_ok(is_same(wide_product(row->a, row->b), row->product) &&
                   is_same(wide_product(row->b, row->a), row->product),
               "product %zu, from both sides", i);
    }
}

static void test_doubles(void) {
    for (size_t i = 0; i < sizeof nearest / sizeof *nearest; i++) {
        double found = wide_double(nearest[i].number);
        tap_ok(found == nearest[i].nearest, "the double nearest to number %zu is %a, not %a", i,
               nearest[i].nearest, found);
    }
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        double found = wide_ratio(ratios[i].numerator, ratios[i].denominator);
        tap_ok(found == ratios[i].ratio, "%" PRId64 " / %" PRIu64 " is %a, not %a",
               ratios[i].numerator, ratios[i].denominator, ratios[i].ratio, found);
    }
}

/* Some number with bits in all places, or in few. */
static number_u128 draw(uint64_t *state) {
    number_u128 number = 0;
    for (int i = 0; i < 2; i++) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        number = number << 64 | (*state ^ *state >> 29);
    }
    return number >> (*state >> 57);
}

static void test_rules(void) {
    bool carried = true, back = true, times = true;
    uint64_t state = 1;
    for (int i = 0; i < 100000; i++) {
        number_u128 a = draw(&state), b = draw(&state) >> 1, c = draw(&state) >> 1;
        struct wide ab = wide_product(a, b), ac = wide_product(a, c);
        struct wide sum = wide_add(ab, ac);
        carried = carried && is_same(sum, wide_product(a, b + c)) && is_same(sum, wide_add(ac, ab));
        back = back && is_same(wide_subtract(sum, ab), ac) && is_same(wide_subtract(sum, ac), ab) &&
               wide_is_zero(wide_subtract(sum, sum));
        uint64_t factor = (uint64_t)c;
        struct wide small = {a >> 66, b};
        struct wide step = wide_product(small.high, factor);
        times =
            times && is_same(wide_times(small, factor),
                             wide_add(wide_product(small.low, factor), (struct wide){step.low, 0}));
    }
    tap_ok(carried, "a b + a c is a (b + c), in either order");
    tap_ok(back, "what was added can be taken away");
    tap_ok(times, "a number times a factor is the sum of its halves' products");
    tap_ok(is_same(wide_times((struct wide){1, ~(number_u128)0}, 3),
                   (struct wide){5, ~(number_u128)0 - 2}),
           "a product carries into the upper half");
    tap_ok(wide_is_zero((struct wide){0, 0}) && !wide_is_zero((struct wide){1, 0}) &&
               !wide_is_zero((struct wide){0, 1}),
           "both halves are looked at for 0");
}

int main(void) {
    test_products();
    test_doubles();
    test_rules();
    return tap_done();
}
