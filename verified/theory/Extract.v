(** * The checker as an OCaml program

    Integers are Zarith's, strings are lists of characters, natural numbers are OCaml's integers. What the standard
    library and this file put in the place of a function of Coq is trusted; of each there is said why it is the same
    function. *)
From Coq Require Import Extraction ExtrOcamlBasic ExtrOcamlString ExtrOcamlNatInt ExtrOcamlZBigInt.
From Coq Require Import Ascii PArith NArith ZArith QArith.
From Certsim Require Import Json Reading Arrays Affine Tower Dual Evidence Sets Flow Tangency Definitions Meaning Compute Image Main.
From Certsim Require Interval Enclosure Numbers Points Leaving Members.

(** A positive number is 1, or twice its half shifted in, with the last bit after it; of those that fit in a machine's
    integer the same is computed there. *)
Extract Inductive positive => "Big_int_Z.big_int"
 [ "(fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))"
   "Big_int_Z.mult_int_big_int 2" "Big_int_Z.unit_big_int" ]
 "(fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)".

(** Two numbers have the same digits if and only if they are equal. *)
Extract Constant Pos.eqb => "Big_int_Z.eq_big_int".
Extract Constant Pos.eq_dec => "Big_int_Z.eq_big_int".
Extract Constant N.eqb => "Big_int_Z.eq_big_int".
(** Defined by comparing, which ExtrOcamlZBigInt gives to Zarith: here without a detour. *)
Extract Constant Pos.leb => "Big_int_Z.le_big_int".
Extract Constant Pos.ltb => "Big_int_Z.lt_big_int".
Extract Constant N.leb => "Big_int_Z.le_big_int".
Extract Constant N.ltb => "Big_int_Z.lt_big_int".
Extract Constant Z.leb => "Big_int_Z.le_big_int".
Extract Constant Z.ltb => "Big_int_Z.lt_big_int".

(** The divisor that is positive, or 0 if both are 0, and both numbers divided by it, which leaves no rest. *)
Extract Constant Z.ggcd =>
 "(fun a b ->
  let g = Big_int_Z.gcd_big_int a b in
  if Big_int_Z.sign_big_int g = 0 then (g, (a, b)) else
  if Big_int_Z.eq_big_int g Big_int_Z.unit_big_int then (g, (a, b)) else
  (g, (Big_int_Z.div_big_int a g, Big_int_Z.div_big_int b g)))".

(** The largest integer of which the square is not greater. *)
Extract Constant Pos.sqrt => "Big_int_Z.sqrt_big_int".
(** Of what is negative it is 0; zsqrt answers what Z.sqrt does, as it tests what Newton's method gives. *)
Extract Constant Z.sqrt =>
 "(fun z -> if Big_int_Z.sign_big_int z <= 0 then Big_int_Z.zero_big_int else Big_int_Z.sqrt_big_int z)".
Extract Constant Enclosure.zsqrt =>
 "(fun z -> if Big_int_Z.sign_big_int z <= 0 then Big_int_Z.zero_big_int else Big_int_Z.sqrt_big_int z)".

(** One less than the number of binary digits, and 0 of what is not positive. The steps of zlog2 sum up the same: of 0
    no step adds anything, and of a negative number no shift is 0, so that zlog2 asks Z.log2. *)
Extract Constant Z.log2 =>
 "(fun z -> if Big_int_Z.sign_big_int z <= 0 then Big_int_Z.zero_big_int else Big_int_Z.big_int_of_int (Z.numbits z - 1))".
Extract Constant Interval.zlog2 => "BinInt.Z.log2".

(** The sum h * 31 + x modulo 2^28, of which a hash is made; the theory is true of any other function too. *)
Extract Constant Affine.mix =>
 "(fun h x ->
  Big_int_Z.and_big_int (Big_int_Z.add_big_int (Big_int_Z.mult_int_big_int 31 h) x)
    (Big_int_Z.big_int_of_int 268435455))".

(** The number whose binary digits are the bits of a character, and the other way round, without higher digits. *)
Extract Constant N_of_ascii => "(fun c -> Big_int_Z.big_int_of_int (Stdlib.Char.code c))".
Extract Constant ascii_of_N =>
 "(fun n -> Stdlib.Char.chr
  (Big_int_Z.int_of_big_int (Big_int_Z.and_big_int n (Big_int_Z.big_int_of_int 255))))".

(** Machine integers are integers; what does not fit in one raises an exception, and there is no answer then. *)
Extract Constant Z.of_nat => "Big_int_Z.big_int_of_int".
Extract Constant N.of_nat => "Big_int_Z.big_int_of_int".
Extract Constant Z.to_nat => "(fun z -> Stdlib.max 0 (Big_int_Z.int_of_big_int z))".
Extract Constant N.to_nat => "Big_int_Z.int_of_big_int".
Extract Constant Pos.to_nat => "Big_int_Z.int_of_big_int".

(** What the program calls: to check, to read what it needs for that, and to find the calls that evidence lists. *)
Separate Extraction
  Main.verified Z.log2
  Json.parse Reading.read_parts Reading.read_claim Reading.read_set Reading.read_manifold Reading.verdict_of
  Reading.scalar_names Reading.print_Z Reading.print_Q
  Definitions.elementary Definitions.inner_elementary
  Meaning.layout_of Meaning.problem_of Meaning.region_of Meaning.first_constants Meaning.first_atom Meaning.outputs_of
  Compute.compute_of Compute.plains Compute.duals
  Tangency.rank Tangency.wanted_of Tangency.wants Tangency.row_images Tangency.views_of_data Tangency.outside_ok
  Tower.call Tower.enter Tower.quarter_turns Sets.setting_of Sets.targets Affine.rows Affine.restrict
  Affine.psubst Flow.is_parameter
  Flow.is_input Points.qvalue Leaving.family_size Leaving.check_point Leaving.at_place Leaving.surely_in Leaving.surely_zero Leaving.number_in Leaving.coordinate
  Leaving.members_at Leaving.defined_at Leaving.kept_beside Leaving.interval_component Leaving.wanted_by
  Leaving.meaning_of Leaving.polynomials Leaving.input_poly Leaving.poly_component Leaving.inner_poly
  Points.root_of_place Interval.isub Interval.iinv Interval.excludes_zero Sets.sum_of_squares Sets.product_of
  Sets.positive_power Sets.number_not_zero Affine.pderive Affine.variables Points.exact_value Points.ipoly Enclosure.icall Enclosure.enclose_pi Members.members_of Numbers.numbers.
