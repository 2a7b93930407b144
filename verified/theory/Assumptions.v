(** * What the main theorems rest on: the axioms of Coq's classical reals, and nothing else *)
From Certsim Require Import Main.

Print Assumptions checked_bytes.
