# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Pastes patches into stand-ins for the driver: each into a module in its own file, in the order in
# which kvsim printed them.  Variables: names, the policies' names, separated by blanks.

function indent(lines, by,    all, count, i, out) {
    count = split(lines, all, "\n")
    for (i = 1; i < count; i++)
        out = out (all[i] == "" ? "" : sprintf("%*s", by, "") all[i]) "\n"
    return out
}

function finish(    file, body) {
    if (!module)
        return
    file = "p" module ".rs"
    body = part["deregister"]
    if (part["register"] == "")
        part["register"] = "self.manager.lock().all_procs.push(proc, GFP_KERNEL)?;\n"
    printf "%s", \
        "use crate::*;\n" part["top"] (part["top"] ~ /\n\n$/ ? "" : "\n") \
        "struct Manager {\n    all_procs: Procs,\n" indent(part["struct"], 4) "}\n\n" \
        "pub struct Context {\n    manager: Mutex<Manager>,\n}\n\n" \
        "impl Context {\n    pub fn new() -> Self {\n        Context {\n" \
        "            manager: Mutex::new(Manager {\n                all_procs: Procs::default(),\n" \
        indent(part["new"], 16) "            }),\n        }\n    }\n}\n\n" \
        "impl Driver for Context {\n    fn register_process(&self, proc: ()) -> Result {\n" \
        indent(part["register"], 8) "        Ok(())\n    }\n\n" \
        "    fn deregister_process(&self) {\n" \
        (body ~ /manager/ ? "        let mut manager = self.manager.lock();\n" : "") \
        indent(body, 8) "    }\n\n" \
        "    fn procs(&self) -> RefMut<'_, Procs> {\n" \
        "        RefMut::map(self.manager.lock(), |manager| &mut manager.all_procs)\n    }\n}\n" >file
    close(file)
    for (which in part)
        part[which] = ""
    where = ""
}

BEGIN {
    count = split(names, wanted, " ")
}
module < count && $0 == "// " wanted[module + 1] {
    finish()
    module++
    where = "deregister"
}
/^\/\/ At the top of the file/ { where = "top"; next }
/^\/\/ In `struct Manager`/ { where = "struct"; next }
/^\/\/ In `Context::new`/ { where = "new"; next }
/^\/\/ In `register_process`/ { where = "register"; next }
/^\/\/ In `deregister_process`/ { where = "deregister"; next }
$0 != "" || where == "top" { part[where] = part[where] $0 "\n" }
END {
    finish()
    for (i = 1; i <= module; i++)
        printf "mod p%d;\n", i >"modules.rs"
    printf "\nfn drivers() -> HashMap<&'static str, fn() -> Box<dyn Driver>> {\n" >"modules.rs"
    printf "    let mut make: HashMap<&'static str, fn() -> Box<dyn Driver>> = HashMap::new();\n" >"modules.rs"
    for (i = 1; i <= module; i++)
        printf "    make.insert(\"%s\", || Box::new(p%d::Context::new()));\n", wanted[i], i >"modules.rs"
    printf "    make\n}\n" >"modules.rs"
}
