// Copyright (C) 2026 The kvsim authors
// SPDX-License-Identifier: GPL-3.0-or-later
//! A stand-in for the driver, into which rust.test pastes patches, each in a module with its own
//! manager.  Compares their decisions with kvsim's.
//!
//! Arguments: a file of decisions (rule,len,cap,target or nothing), a file of timelines, made with
//! the kernel `ideal`.

use std::cell::{Cell, RefCell, RefMut};
use std::collections::HashMap;
use std::fs;

include!("modules.rs");

thread_local! {
    static CLOCK_NS: Cell<i64> = const { Cell::new(0) };
}

/// As in Linux, except for the clock.
pub mod kernel {
    pub mod time {
        use std::marker::PhantomData;
        use std::ops::Sub;

        #[derive(Clone, Copy, PartialEq, Eq)]
        pub struct Monotonic;

        #[derive(Clone, Copy)]
        pub struct Instant<C> {
            ns: i64,
            _clock: PhantomData<C>,
        }

        impl<C> Instant<C> {
            pub fn now() -> Self {
                Instant {
                    ns: crate::CLOCK_NS.with(|ns| ns.get()),
                    _clock: PhantomData,
                }
            }
        }

        impl<C> Sub for Instant<C> {
            type Output = Delta;

            fn sub(self, earlier: Self) -> Delta {
                Delta(self.ns - earlier.ns)
            }
        }

        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct Delta(i64);

        impl Delta {
            pub const fn from_secs(secs: i64) -> Self {
                Delta(secs * 1_000_000_000)
            }

            pub const fn from_millis(millis: i64) -> Self {
                Delta(millis * 1_000_000)
            }

            pub const fn from_micros(micros: i64) -> Self {
                Delta(micros * 1_000)
            }

            pub fn as_nanos(self) -> i64 {
                self.0
            }

            pub fn as_millis(self) -> i64 {
                self.0 / 1_000_000
            }
        }
    }
}

pub struct Flags;
pub const GFP_KERNEL: Flags = Flags;
pub type Result = std::result::Result<(), Flags>;

/// The vector, with the capacities of the kernel `ideal`.
#[derive(Default)]
pub struct Procs {
    len: usize,
    cap: usize,
    wish: Option<usize>,
}

impl Procs {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn capacity(&self) -> usize {
        self.cap
    }

    pub fn push(&mut self, _proc: (), _flags: Flags) -> Result {
        if self.len == self.cap {
            self.cap = (2 * self.cap).max(self.len + 1);
        }
        self.len += 1;
        Ok(())
    }

    pub fn shrink_to(&mut self, min_capacity: usize, _flags: Flags) -> Result {
        assert!(self.wish.is_none(), "two wishes at a time");
        self.wish = Some(min_capacity);
        self.cap = self.cap.min(min_capacity.max(self.len));
        Ok(())
    }
}

pub struct Mutex<T>(RefCell<T>);

impl<T> Mutex<T> {
    pub fn new(inner: T) -> Self {
        Mutex(RefCell::new(inner))
    }

    pub fn lock(&self) -> RefMut<'_, T> {
        self.0.borrow_mut()
    }
}

pub trait Driver {
    fn register_process(&self, proc: ()) -> Result;
    /// Runs the patch alone, after the entry is gone.
    fn deregister_process(&self);
    fn procs(&self) -> RefMut<'_, Procs>;
}

/// Deregisters; returns the wish.
fn deregister(driver: &dyn Driver) -> Option<usize> {
    driver.procs().wish = None;
    driver.procs().len -= 1;
    driver.deregister_process();
    let wish = driver.procs().wish;
    wish
}

fn nanoseconds(time: &str) -> i64 {
    let (seconds, decimals) = time.split_once('.').unwrap_or((time, ""));
    let padded = format!("{decimals:0<9}");
    seconds.parse::<i64>().unwrap() * 1_000_000_000 + padded.parse::<i64>().unwrap()
}

struct Count {
    compared: u32,
    wrong: u32,
}

impl Count {
    fn compare(&mut self, fine: bool, what: impl Fn() -> String) {
        self.compared += 1;
        self.wrong += u32::from(!fine);
        if !fine && self.wrong <= 5 {
            println!("# {}", what());
        }
    }
}

fn compare_decisions(text: &str, make: &HashMap<&str, fn() -> Box<dyn Driver>>) {
    let mut count = Count {
        compared: 0,
        wrong: 0,
    };
    for line in text.lines() {
        let fields: Vec<&str> = line.split(',').collect();
        let driver = make[fields[0]]();
        driver.procs().len = fields[1].parse::<usize>().unwrap() + 1;
        driver.procs().cap = fields[2].parse().unwrap();
        let wish = deregister(&*driver);
        let wanted: Option<usize> = fields[3].parse().ok();
        count.compare(wish == wanted, || format!("{line}: {wish:?}"));
    }
    println!("decisions {}, {} wrong", count.compared, count.wrong);
}

/// Replays every policy's rows.  The rows of a failed one end before the event at which it failed:
/// there it must not shrink.
fn compare_timelines(text: &str, make: &HashMap<&str, fn() -> Box<dyn Driver>>) {
    let mut count = Count {
        compared: 0,
        wrong: 0,
    };
    let mut rows: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        rows.entry(fields[2]).or_default().push(fields);
    }
    let mut failed = 0;
    for (policy, own) in &rows {
        CLOCK_NS.with(|ns| ns.set(0));
        let driver = make[policy]();
        for (i, every) in rows["none"].iter().enumerate() {
            CLOCK_NS.with(|ns| ns.set(nanoseconds(every[0])));
            let wish = if every[3] == "register" {
                assert!(driver.register_process(()).is_ok());
                None
            } else {
                deregister(&*driver)
            };
            if i == own.len() {
                count.compare(wish.is_none(), || format!("{policy} failed: {wish:?}"));
                failed += 1;
                break;
            }
            let row = &own[i];
            let asked = row[3] == "deregister" && row[9] != "none";
            let procs = driver.procs();
            let state = (procs.len, procs.cap, wish.is_some());
            let wanted = (row[4].parse().unwrap(), row[5].parse().unwrap(), asked);
            count.compare(state == wanted, || format!("{row:?}: {state:?}"));
        }
    }
    println!(
        "timelines {} events, {failed} policies failed, {} wrong",
        count.compared, count.wrong
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let make = drivers();
    compare_decisions(&fs::read_to_string(&arguments[1]).unwrap(), &make);
    compare_timelines(&fs::read_to_string(&arguments[2]).unwrap(), &make);
}
