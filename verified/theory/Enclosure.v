(** * Enclosures of the functions that expressions may call

    The arguments are reduced before a series is summed: by halving, by the period, or by an addition theorem. The
    number of terms, the number of bits and the reductions are guesses that no proof relies on, save where a test in
    the program checks them. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals Machin.
From Certsim Require Import Poly Functions Interval Series.
Import ListNotations.
Open Scope R_scope.

(** ** Enclosures that may fail *)
Definition encloses (o : option interval) (x : R) : Prop := forall j, o = Some j -> contains j x.
Definition obind {A : Type} (o : option A) (f : A -> option interval) : option interval :=
  match o with Some i => f i | None => None end.
Definition omap (f : interval -> interval) (o : option interval) : option interval :=
  match o with Some i => Some (f i) | None => None end.

Lemma encloses_some i x : contains i x -> encloses (Some i) x.
Proof. intros H j E. injection E as <-. exact H. Qed.
Lemma encloses_none x : encloses None x.
Proof. intros j E. discriminate. Qed.
Lemma encloses_bind o f x y : encloses o x -> (forall i, contains i x -> encloses (f i) y) -> encloses (obind o f) y.
Proof. intros O F. destruct o as [i|]; [apply F, O; reflexivity | apply encloses_none]. Qed.
Lemma encloses_map f o x y : encloses o x -> (forall i, contains i x -> contains (f i) y) -> encloses (omap f o) y.
Proof. intros O F. destruct o as [i|]; [apply encloses_some, F, O; reflexivity | apply encloses_none]. Qed.
Lemma encloses_inv prec i x : contains i x -> encloses (iinv prec i) (/ x).
Proof. intros H j E. exact (proj2 (iinv_sound prec i j x E H)). Qed.

(** A function that rises is enclosed by its enclosures at the two ends. *)
Definition at_ends (f : Q -> option interval) (i : interval) : option interval :=
  if qeqb (lower i) (upper i) then f (lower i)
  else
    match f (lower i), f (upper i) with
    | Some a, Some b => Some {| lower := lower a; upper := upper b |}
    | _, _ => None
    end.

Lemma at_ends_sound (F : R -> R) f i x : contains i x ->
  encloses (f (lower i)) (F (Q2R (lower i))) -> encloses (f (upper i)) (F (Q2R (upper i))) ->
  F (Q2R (lower i)) <= F x <= F (Q2R (upper i)) -> encloses (at_ends f i) (F x).
Proof.
  intros [A B] L U M j. unfold at_ends. destruct (qeqb _ _) eqn:E.
  - apply qeqb_eq in E. intros J. assert (H := L j J). rewrite E in A.
    replace x with (Q2R (upper i)) by lra. rewrite <- E. exact H.
  - destruct (f (lower i)) as [a|] eqn:FA; [| discriminate]. destruct (f (upper i)) as [b|] eqn:FB; [| discriminate].
    intros J. injection J as <-. assert (HA := L a eq_refl). assert (HB := U b eq_refl).
    unfold contains in *. cbn [lower upper] in *. lra.
Qed.

Definition around (b : Q) : interval := {| lower := Qopp b; upper := b |}.
Lemma around_sound b a : - Q2R b <= a <= Q2R b -> contains (around b) a.
Proof. intros H. unfold contains, around. cbn [lower upper]. rewrite Q2R_opp. exact H. Qed.

(** Numbers of bits and of terms *)
Definition more (prec : positive) (k : Z) : positive := Z.to_pos (Zpos prec + Z.max 0 k).
Definition terms (prec : positive) (bits : Z) (k : Z) : nat := Z.to_nat (Zpos prec / bits + k).

(** How many bits every term of a series in the square of [q] adds, at least *)
Definition bits_of (q : Q) : Z := (-2 * magnitude q - 2)%Z.

Lemma pow2_nat n : IZR (Zpos (pow2 (Z.of_nat n))) = 2 ^ n.
Proof.
  unfold pow2. rewrite Z.shiftl_mul_pow2, Z.mul_1_l by lia.
  rewrite Z2Pos.id by (apply Z.pow_pos_nonneg; lia). symmetry. apply pow_IZR.
Qed.

(** ** exp *)
Definition exp_small (p : positive) (y : interval) : interval :=
  let n := terms p 7 3 in ihorner p exp_ratio y n (Z.of_nat n) (around (3 # 1)).

Lemma exp_small_sound p Y y : contains Y y -> 0 <= y <= 1 -> contains (exp_small p Y) (exp y).
Proof.
  intros HY H. unfold exp_small. set (n := terms p 7 3).
  assert (P : 0 <= coef exp_ratio n * y ^ n).
  { apply Rmult_le_pos; [apply coef_nonneg; intros k; apply one_over_nonneg | apply pow_le; lra]. }
  destruct (remainder (exp y - ssum (coef exp_ratio) y n) (coef exp_ratio n * y ^ n) 3) as [a [A E]]; [lra | |].
  - rewrite (Rabs_pos_eq (coef exp_ratio n * y ^ n)) by exact P. apply exp_series, H.
  - replace (exp y) with (ssum (coef exp_ratio) y n + coef exp_ratio n * y ^ n * a) by lra.
    apply ihorner_sound; [intros k; apply one_over_nonneg | exact HY |].
    apply around_sound. rewrite Q2R_integer. exact A.
Qed.

Fixpoint squares (p : positive) (i : interval) (n : nat) : interval :=
  match n with O => i | S n => squares p (isqr p i) n end.

Lemma squares_sound p n : forall i t, contains i (exp t) -> contains (squares p i n) (exp (2 ^ n * t)).
Proof.
  induction n as [|n IH]; intros i t H.
  - simpl. replace (1 * t) with t by ring. exact H.
  - cbn [squares pow]. replace (2 * 2 ^ n * t) with (2 ^ n * (t + t)) by ring.
    apply IH. rewrite exp_plus. apply isqr_sound, H.
Qed.

Definition exp_limit : Q := 4096 # 1.

(** exp q for 0 <= q: the argument is halved [j] times. *)
Definition exp_nonneg (prec : positive) (q : Q) : option interval :=
  if Qle_bool q exp_limit then
    let j := Z.to_nat (Z.max 0 (magnitude q + 5)) in
    let p := more prec (Z.of_nat j + 8) in
    let t := qover q (pow2 (Z.of_nat j)) in
    if Qle_bool t (1 # 1) then Some (iround prec (squares p (exp_small p (rounded p t t)) j)) else None
  else None.

Lemma exp_nonneg_sound prec q : 0 <= Q2R q -> encloses (exp_nonneg prec q) (exp (Q2R q)).
Proof.
  intros P. unfold exp_nonneg. destruct (Qle_bool q exp_limit); [| apply encloses_none].
  set (j := Z.to_nat _). clearbody j. set (p := more _ _). set (t := qover q (pow2 (Z.of_nat j))).
  destruct (Qle_bool t (1 # 1)) eqn:T; [| apply encloses_none].
  apply qle_true in T. rewrite Q2R_integer in T. apply encloses_some, iround_sound.
  assert (W : 0 < 2 ^ j) by (apply pow_lt; lra).
  assert (E : Q2R t = Q2R q / 2 ^ j) by (unfold t; rewrite Q2R_over, pow2_nat; reflexivity).
  replace (Q2R q) with (2 ^ j * Q2R t) by (rewrite E; field; lra).
  apply squares_sound, exp_small_sound; [apply rounded_sound; apply Rle_refl |].
  split; [| exact T]. rewrite E. apply Rmult_le_pos; [exact P | apply Rlt_le, Rinv_0_lt_compat, W].
Qed.

(** Far to the left 0 is a lower bound. *)
Definition exp_point (prec : positive) (q : Q) : option interval :=
  if qneg q then
    let a := Qopp q in
    if Qle_bool a exp_limit then obind (exp_nonneg (more prec 2) a) (iinv prec)
    else omap (fun i => {| lower := 0 # 1; upper := upper i |})
           (obind (exp_nonneg (more prec 2) exp_limit) (iinv prec))
  else exp_nonneg prec q.

Lemma exp_le x y : x <= y -> exp x <= exp y.
Proof. intros [L | ->]; [apply Rlt_le, exp_increasing, L | apply Rle_refl]. Qed.

Lemma exp_point_sound prec q : encloses (exp_point prec q) (exp (Q2R q)).
Proof.
  unfold exp_point. destruct (qneg q) eqn:N; [apply qneg_true in N | apply qneg_false in N].
  - assert (O : Q2R (Qopp q) = - Q2R q) by apply Q2R_opp.
    destruct (Qle_bool (Qopp q) exp_limit) eqn:L.
    + replace (exp (Q2R q)) with (/ exp (Q2R (- q))) by (rewrite O, exp_Ropp, Rinv_inv; reflexivity).
      apply encloses_bind with (exp (Q2R (- q))); [apply exp_nonneg_sound; lra |].
      intros i. apply encloses_inv.
    + apply qle_false in L. apply encloses_map with (/ exp (Q2R exp_limit)).
      * apply encloses_bind with (exp (Q2R exp_limit)).
        -- apply exp_nonneg_sound. unfold exp_limit. rewrite Q2R_integer. lra.
        -- intros i. apply encloses_inv.
      * intros i [_ B]. unfold contains. cbn [lower upper]. rewrite Q2R_integer.
        assert (P := exp_pos (Q2R q)). rewrite <- exp_Ropp in B.
        assert (E : exp (Q2R q) <= exp (- Q2R exp_limit)) by (apply exp_le; lra). lra.
  - apply exp_nonneg_sound, N.
Qed.

Definition iexp (prec : positive) (i : interval) : option interval := at_ends (exp_point prec) i.

Lemma iexp_sound prec i x : contains i x -> encloses (iexp prec i) (exp x).
Proof.
  intros H. apply at_ends_sound; [exact H | apply exp_point_sound | apply exp_point_sound |].
  destruct H. split; apply exp_le; assumption.
Qed.

(** ** ln *)
Definition artanh (y : R) : R := / 2 * (ln (1 + y) - ln (1 - y)).

Definition artanh_small (p : positive) (bits : Z) (y : interval) : interval :=
  let n := terms p bits 3 in imul p y (ihorner p atan_ratio (isqr p y) n (Z.of_nat n) (around (2 # 1))).
Definition atan_small (p : positive) (bits : Z) (y : interval) : interval :=
  let n := terms p bits 3 in imul p y (ihorner p atan_ratio (iopp (isqr p y)) n (Z.of_nat n) (around (2 # 1))).

Lemma inverse_tangent (F : R -> R) s n y : (s = 1 \/ s = -1) -> F 0 = 0 ->
  (forall y, 0 <= y <= / 2 -> is_derive F y (/ (1 - s * (y * y)))) -> 0 <= y <= / 2 ->
  exists a, -2 <= a <= 2 /\
    F y = y * (ssum (coef atan_ratio) (s * (y * y)) n + coef atan_ratio n * (s * (y * y)) ^ n * a).
Proof.
  intros S F0 D Y. assert (C := coef_nonneg _ atan_ratio_nonneg n).
  assert (B : -1 <= s <= 1) by (destruct S; lra).
  assert (H := atan_series F s n B F0 D y Y).
  destruct (remainder (F y - y * ssum (coef atan_ratio) (s * (y * y)) n)
              (coef atan_ratio n * (y * (s * (y * y)) ^ n)) 2) as [a [A E]]; [lra | |].
  - rewrite (Rabs_mult (coef atan_ratio n)), (Rabs_pos_eq (coef atan_ratio n)) by exact C.
    destruct S as [-> | ->].
    + rewrite (Rabs_pos_eq (y * _)); [exact H |]. apply Rmult_le_pos; [lra |]. apply pow_le. nra.
    + rewrite Rabs_odd by lra. exact H.
  - exists a. split; [exact A |]. rewrite Rmult_plus_distr_l.  lra.
Qed.

Lemma artanh_small_sound p bits Y y : contains Y y -> 0 <= y <= / 2 -> contains (artanh_small p bits Y) (artanh y).
Proof.
  intros HY H. unfold artanh_small. set (n := terms p bits 3).
  destruct (inverse_tangent artanh 1 n y) as [a [A E]]; [left; reflexivity | | | exact H |].
  - unfold artanh. rewrite Rplus_0_r, Rminus_0_r. ring.
  - intros z Z. unfold artanh. auto_derive; [lra |]. field. split; [| split]; nra.
  - rewrite E. apply imul_sound; [exact HY |]. apply ihorner_sound; [apply atan_ratio_nonneg | |].
    + rewrite Rmult_1_l. apply isqr_sound, HY.
    + apply around_sound. rewrite Q2R_integer. exact A.
Qed.

Lemma atan_small_sound p bits Y y : contains Y y -> 0 <= y <= / 2 -> contains (atan_small p bits Y) (atan y).
Proof.
  intros HY H. unfold atan_small. set (n := terms p bits 3).
  destruct (inverse_tangent atan (-1) n y) as [a [A E]]; [right; reflexivity | | | exact H |].
  - apply atan_0.
  - intros z Z. replace (/ (1 - -1 * (z * z))) with (/ (1 + z ^ 2)) by (f_equal; ring).
    apply is_derive_Reals, derivable_pt_lim_atan.
  - rewrite E. apply imul_sound; [exact HY |]. apply ihorner_sound; [apply atan_ratio_nonneg | |].
    + replace (-1 * (y * y)) with (- (y * y)) by ring. apply iopp_sound, isqr_sound, HY.
    + apply around_sound. rewrite Q2R_integer. exact A.
Qed.

(** ln m for 1 <= m <= 3, best near 1 *)
Definition near_log (p : positive) (bits : Z) (m : Q) : option interval :=
  if andb (Qle_bool (1 # 1) m) (Qle_bool m (3 # 1)) then
    let z := Qdiv (m - (1 # 1)) (m + (1 # 1)) in
    let a := artanh_small p (Z.max bits (bits_of z)) (rounded p z z) in Some (iadd p a a)
  else None.

Lemma near_log_sound p bits m : encloses (near_log p bits m) (ln (Q2R m)).
Proof.
  unfold near_log. destruct (andb _ _) eqn:E; [| apply encloses_none].
  apply andb_prop in E. destruct E as [A B]. apply qle_true in A, B. rewrite Q2R_integer in A, B.
  set (z := Qdiv _ _). apply encloses_some.
  assert (Z : Q2R z = (Q2R m - 1) / (Q2R m + 1)).
  { unfold z. rewrite Q2R_div, Q2R_minus, Q2R_plus, !(Q2R_integer 1); [reflexivity |].
    intros Z. apply Qeq_eqR in Z. rewrite Q2R_plus, !Q2R_integer in Z. lra. }
  assert (Z0 : 0 <= Q2R z <= / 2).
  { rewrite Z. split; [apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat; lra] |].
    apply Rmult_le_reg_r with (Q2R m + 1); [lra |].
    replace ((Q2R m - 1) / (Q2R m + 1) * (Q2R m + 1)) with (Q2R m - 1) by (field; lra). lra. }
  replace (ln (Q2R m)) with (artanh (Q2R z) + artanh (Q2R z)).
  - apply iadd_sound; apply artanh_small_sound; auto; apply rounded_sound; apply Rle_refl.
  - unfold artanh. replace (Q2R m) with ((1 + Q2R z) / (1 - Q2R z)) at 1.
    + unfold Rdiv. rewrite ln_mult, ln_Rinv; [field | lra | lra | apply Rinv_0_lt_compat; lra].
    + rewrite Z. field. split; [lra |]. intros H. lra.
Qed.

Definition ln2_series (p : positive) : option interval := near_log p 3 (2 # 1).
Definition ln2_table : interval :=
  Eval vm_compute in match ln2_series 176 with Some i => i | None => exact (0 # 1) end.
Lemma ln2_table_eq : ln2_series 176 = Some ln2_table.
Proof. vm_cast_no_check (eq_refl (Some ln2_table)). Qed.
Definition enclose_ln2 (p : positive) : option interval :=
  if Pos.ltb p 168 then Some (iround p ln2_table) else ln2_series p.

Lemma ln2_series_sound p : encloses (ln2_series p) (ln 2).
Proof. rewrite <- (Q2R_integer 2). apply near_log_sound. Qed.

Lemma enclose_ln2_sound p : encloses (enclose_ln2 p) (ln 2).
Proof.
  unfold enclose_ln2. destruct (Pos.ltb p 168); [| apply ln2_series_sound].
  apply encloses_some, iround_sound, (ln2_series_sound 176), ln2_table_eq.
Qed.

(** q / 2^k *)
Definition qshift (q : Q) (k : Z) : Q :=
  match k with Zneg n => Qmake (Qnum q * Zpos (pow2 (Zpos n))) (Qden q) | _ => qover q (pow2 k) end.

Lemma ln_shift q k : 0 < Q2R q -> 0 < Q2R (qshift q k) /\ ln (Q2R q) = ln (Q2R (qshift q k)) + IZR k * ln 2.
Proof.
  intros P. assert (L2 : forall n, 0 < 2 ^ n) by (intros n; apply pow_lt; lra).
  assert (over : forall n, k = Z.of_nat n -> qshift q k = qover q (pow2 k) ->
    0 < Q2R (qshift q k) /\ ln (Q2R q) = ln (Q2R (qshift q k)) + IZR k * ln 2).
  { intros n -> E. rewrite E, Q2R_over, pow2_nat. assert (W := L2 n). split; [apply Rdiv_lt_0_compat; lra |].
    unfold Rdiv. rewrite ln_mult, ln_Rinv, ln_pow, <- INR_IZR_INZ; try lra; try apply Rinv_0_lt_compat; lra. }
  destruct k as [| n | n].
  - apply (over 0%nat); reflexivity.
  - apply (over (Pos.to_nat n)); [rewrite positive_nat_Z; reflexivity | reflexivity].
  - assert (W := L2 (Pos.to_nat n)).
    assert (E : Q2R (qshift q (Zneg n)) = Q2R q * 2 ^ Pos.to_nat n).
    { rewrite <- pow2_nat, positive_nat_Z. destruct q as [a b]. cbn [qshift Qnum Qden].
      rewrite !Q2R_make, mult_IZR. unfold Rdiv. ring. }
    rewrite E. split; [apply Rmult_lt_0_compat; lra |]. rewrite ln_mult, ln_pow by lra.
    rewrite INR_IZR_INZ, positive_nat_Z. change (Zneg n) with (- Zpos n)%Z. rewrite opp_IZR. ring.
Qed.

Definition near_log_any (p : positive) (m : Q) : option interval :=
  if Qle_bool (1 # 1) m then near_log p 5 m else omap iopp (near_log p 5 (Qinv m)).

Definition ln_point (prec : positive) (q : Q) : option interval :=
  let p := more prec 8 in
  let k0 := magnitude q in
  let m0 := qshift q k0 in
  let k := if Qle_bool m0 (2 # 3) then Z.pred k0 else if Qle_bool (4 # 3) m0 then Z.succ k0 else k0 in
  let l := near_log_any p (qshift q k) in
  if Z.eqb k 0 then omap (iround prec) l
  else obind l (fun l => omap (fun l2 => iadd prec l (imul p (exact (k # 1)) l2)) (enclose_ln2 p)).

Lemma near_log_any_sound p m : 0 < Q2R m -> encloses (near_log_any p m) (ln (Q2R m)).
Proof.
  intros P. unfold near_log_any. destruct (Qle_bool (1 # 1) m); [apply near_log_sound |].
  apply encloses_map with (ln (Q2R (Qinv m))); [apply near_log_sound |].
  rewrite Q2R_inv_pos, ln_Rinv by exact P. intros i H. rewrite <- (Ropp_involutive (ln (Q2R m))).
  apply iopp_sound, H.
Qed.

Lemma ln_point_sound prec q : 0 < Q2R q -> encloses (ln_point prec q) (ln (Q2R q)).
Proof.
  intros P. unfold ln_point. set (p := more prec 8).
  set (k := if Qle_bool (qshift q (magnitude q)) (2 # 3) then _ else _).
  destruct (ln_shift q k P) as [PS E].
  assert (L := near_log_any_sound p (qshift q k) PS).
  destruct (Z.eqb_spec k 0) as [Z | _].
  - rewrite E. rewrite Z at 3. rewrite Rmult_0_l, Rplus_0_r.
    apply encloses_map with (1 := L). intros i. apply iround_sound.
  - apply encloses_bind with (1 := L). intros i I. apply encloses_map with (1 := enclose_ln2_sound p).
    intros j J. rewrite E. apply iadd_sound; [exact I |]. apply imul_sound; [apply exact_integer | exact J].
Qed.

Definition iln (prec : positive) (i : interval) : option interval :=
  if is_positive i then at_ends (ln_point prec) i else None.

Lemma ln_le x y : 0 < x -> x <= y -> ln x <= ln y.
Proof. intros P [L | ->]; [apply Rlt_le, ln_increasing; assumption | apply Rle_refl]. Qed.

Lemma iln_sound prec i x : contains i x -> encloses (iln prec i) (ln x).
Proof.
  intros H. unfold iln. destruct (is_positive i) eqn:P; [| apply encloses_none]. apply qpos_true in P.
  destruct H as [A B]. apply at_ends_sound; [split; assumption | apply ln_point_sound; lra |
                                            apply ln_point_sound; lra |].
  split; apply ln_le; lra.
Qed.

(** ** PI and atan *)
Definition pi_series (p : positive) : interval :=
  isub p (imul p (exact (16 # 1)) (atan_small p 4 (rounded p (1 # 5) (1 # 5))))
    (imul p (exact (4 # 1)) (atan_small p 15 (rounded p (1 # 239) (1 # 239)))).

Lemma pi_series_sound p : contains (pi_series p) PI.
Proof.
  assert (A : forall d, (2 <= d)%Z -> Q2R (Qmake 1 (Z.to_pos d)) = / IZR d /\ 0 <= Q2R (Qmake 1 (Z.to_pos d)) <= / 2).
  { intros d D. rewrite one_over by lia. split; [reflexivity |]. apply IZR_le in D. split.
    - apply Rlt_le, Rinv_0_lt_compat. lra.
    - apply Rinv_le_contravar; lra. }
  destruct (A 5%Z) as [E5 B5]; [lia |]. destruct (A 239%Z) as [E239 B239]; [lia |].
  unfold pi_series. replace PI with (16 * atan (/ 5) - 4 * atan (/ 239)).
  - rewrite <- E5, <- E239. apply isub_sound.
    + apply imul_sound; [apply exact_integer |].
      apply atan_small_sound; [apply rounded_sound; apply Rle_refl | exact B5].
    + apply imul_sound; [apply exact_integer |].
      apply atan_small_sound; [apply rounded_sound; apply Rle_refl | exact B239].
  - assert (M := Machin_4_5_239). lra.
Qed.

Definition pi_table : interval := Eval vm_compute in pi_series 176.
Lemma pi_table_eq : pi_table = pi_series 176.
Proof. vm_cast_no_check (eq_refl pi_table). Qed.
Definition enclose_pi (p : positive) : interval :=
  if Pos.ltb p 168 then iround p pi_table else iround p (pi_series (more p 8)).

Lemma enclose_pi_sound p : contains (enclose_pi p) PI.
Proof.
  unfold enclose_pi. destruct (Pos.ltb p 168); apply iround_sound; [rewrite pi_table_eq |]; apply pi_series_sound.
Qed.

(** atan q for 0 <= q <= 1 *)
Definition atan_unit (p : positive) (q : Q) : interval :=
  if Qle_bool q (2 # 5) then atan_small p (Z.max 2 (bits_of q)) (rounded p q q)
  else
    let z := Qdiv ((1 # 1) - q) ((1 # 1) + q) in
    isub p (imul p (exact (1 # 4)) (enclose_pi p)) (atan_small p 2 (rounded p z z)).
Definition atan_nonneg (p : positive) (q : Q) : interval :=
  if Qle_bool q (1 # 1) then atan_unit p q
  else isub p (imul p (exact (1 # 2)) (enclose_pi p)) (atan_unit p (Qinv q)).
Definition atan_point (prec : positive) (q : Q) : option interval :=
  let p := more prec 8 in
  Some (iround prec (if qneg q then iopp (atan_nonneg p (Qopp q)) else atan_nonneg p q)).
Definition iatan (prec : positive) (i : interval) : option interval := at_ends (atan_point prec) i.

Lemma atan_le x y : x <= y -> atan x <= atan y.
Proof. intros [L | ->]; [apply Rlt_le, atan_increasing, L | apply Rle_refl]. Qed.

Lemma atan_complement x : 0 <= x <= 1 -> atan x = PI / 4 - atan ((1 - x) / (1 + x)).
Proof.
  intros X. assert (B := atan_bound x). assert (P := PI_RGT_0).
  assert (A0 := atan_le 0 x (proj1 X)). assert (A1 := atan_le x 1 (proj2 X)). rewrite atan_0 in A0.
  assert (E : atan 1 = atan x + atan (atan_sub 1 x)).
  { apply atan_sub_correct; [lra | rewrite atan_1 in *; lra | apply atan_bound]. }
  unfold atan_sub in E. rewrite Rmult_1_l, atan_1 in E. lra.
Qed.

Lemma atan_unit_sound p q : 0 <= Q2R q <= 1 -> contains (atan_unit p q) (atan (Q2R q)).
Proof.
  intros B. unfold atan_unit. destruct (Qle_bool q (2 # 5)) eqn:E.
  - apply qle_true in E. rewrite Q2R_make in E. apply atan_small_sound; [apply rounded_sound; apply Rle_refl | lra].
  - apply qle_false in E. rewrite Q2R_make in E. set (z := Qdiv _ _).
    assert (Z : Q2R z = (1 - Q2R q) / (1 + Q2R q)).
    { unfold z. rewrite Q2R_div, Q2R_minus, Q2R_plus, !(Q2R_integer 1); [reflexivity |].
      intros Z. apply Qeq_eqR in Z. rewrite Q2R_plus, !Q2R_integer in Z. lra. }
    rewrite atan_complement, <- Z by exact B. apply isub_sound.
    + replace (PI / 4) with (Q2R (1 # 4) * PI) by (rewrite Q2R_make; field).
      apply imul_sound; [apply exact_sound | apply enclose_pi_sound].
    + apply atan_small_sound; [apply rounded_sound; apply Rle_refl |]. rewrite Z. split.
      * apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat; lra].
      * apply Rmult_le_reg_r with (1 + Q2R q); [lra |].
        replace ((1 - Q2R q) / (1 + Q2R q) * (1 + Q2R q)) with (1 - Q2R q) by (field; lra). lra.
Qed.

Lemma atan_nonneg_sound p q : 0 <= Q2R q -> contains (atan_nonneg p q) (atan (Q2R q)).
Proof.
  intros P. unfold atan_nonneg. destruct (Qle_bool q (1 # 1)) eqn:E.
  - apply qle_true in E. rewrite Q2R_integer in E. apply atan_unit_sound. lra.
  - apply qle_false in E. rewrite Q2R_integer in E.
    replace (atan (Q2R q)) with (PI / 2 - atan (/ Q2R q)) by (rewrite atan_inv by lra; ring).
    apply isub_sound.
    + replace (PI / 2) with (Q2R (1 # 2) * PI) by (rewrite Q2R_make; field).
      apply imul_sound; [apply exact_sound | apply enclose_pi_sound].
    + rewrite <- Q2R_inv_pos by lra. apply atan_unit_sound. rewrite Q2R_inv_pos by lra. split.
      * apply Rlt_le, Rinv_0_lt_compat. lra.
      * rewrite <- Rinv_1. apply Rinv_le_contravar; lra.
Qed.

Lemma atan_point_sound prec q : encloses (atan_point prec q) (atan (Q2R q)).
Proof.
  unfold atan_point. apply encloses_some, iround_sound.
  destruct (qneg q) eqn:N; [apply qneg_true in N | apply qneg_false in N].
  - replace (atan (Q2R q)) with (- atan (Q2R (Qopp q))) by (rewrite Q2R_opp, atan_opp; ring).
    apply iopp_sound, atan_nonneg_sound. rewrite Q2R_opp. lra.
  - apply atan_nonneg_sound, N.
Qed.

Lemma iatan_sound prec i x : contains i x -> encloses (iatan prec i) (atan x).
Proof.
  intros H. apply at_ends_sound; [exact H | apply atan_point_sound | apply atan_point_sound |].
  destruct H. split; apply atan_le; assumption.
Qed.

(** ** Square roots

    Newton's method from above, checked at the end. [Z.sqrt] is exact but walks over the digits. *)
Fixpoint newton (fuel : nat) (r x : Z) : Z :=
  match fuel with
  | O => x
  | S fuel => let y := Z.div (x + Z.div r x) 2 in if Z.ltb y x then newton fuel r y else x
  end.
Definition zsqrt (r : Z) : Z :=
  let a := newton (Z.to_nat (zlog2 r)) r (Zpos (pow2 (Z.div (zlog2 r) 2 + 1))) in
  if andb (Z.leb 0 a) (andb (Z.leb (a * a) r) (Z.ltb r (Z.succ a * Z.succ a))) then a else Z.sqrt r.

Lemma zsqrt_spec r : (0 <= r)%Z -> (0 <= zsqrt r /\ zsqrt r * zsqrt r <= r < Z.succ (zsqrt r) * Z.succ (zsqrt r))%Z.
Proof.
  intros R. unfold zsqrt. set (a := newton _ _ _). clearbody a. destruct (andb _ _) eqn:E.
  - apply andb_prop in E. destruct E as [A E]. apply andb_prop in E. destruct E as [B C]. apply Z.leb_le in A, B.
    apply Z.ltb_lt in C. split; [exact A | split; assumption].
  - split; [apply Z.sqrt_nonneg | apply (Z.sqrt_spec r R)].
Qed.

Definition sqrt_point (prec : positive) (q : Q) : option interval :=
  let s := (Zpos prec + 2 - magnitude q / 2)%Z in
  let m := if Z.ltb 0 s then pow2 s else 1%positive in
  let n := (Qnum q * Zpos m * Zpos m)%Z in
  let r := Z.div n (Zpos (Qden q)) in
  if Z.ltb r 0 then None
  else
    let a := zsqrt r in
    let b := if Z.eqb (a * a * Zpos (Qden q)) n then a else Z.succ a in
    Some (rounded prec (Qmake a m) (Qmake b m)).

Lemma sqrt_point_sound prec q : encloses (sqrt_point prec q) (sqrt (Q2R q)).
Proof.
  unfold sqrt_point. destruct q as [u d]. cbn [Qnum Qden].
  set (m := if Z.ltb 0 _ then _ else _). clearbody m. set (n := (u * Zpos m * Zpos m)%Z). set (r := Z.div n (Zpos d)).
  destruct (Z.ltb_spec r 0) as [_ | R0]; [apply encloses_none |]. apply encloses_some.
  destruct (zsqrt_spec r R0) as [A0 S]. set (a := zsqrt r) in *. clearbody a.
  assert (M := IZR_pos m). assert (D := IZR_pos d).
  assert (L : (r * Zpos d <= n)%Z) by (unfold r; rewrite Z.mul_comm; apply Z.mul_div_le; reflexivity).
  assert (U : (n < (r + 1) * Zpos d)%Z).
  { unfold r. assert (H := Z.div_mod n (Zpos d)). assert (B := Z.mod_pos_bound n (Zpos d) eq_refl). lia. }
  assert (Q : Q2R (u # d) = IZR n / IZR (Zpos d) / (IZR (Zpos m) * IZR (Zpos m))).
  { rewrite Q2R_make. unfold n. rewrite !mult_IZR. field. lra. }
  assert (low : forall c, (0 <= c)%Z -> (c * c * Zpos d <= n)%Z -> Q2R (c # m) <= sqrt (Q2R (u # d))).
  { intros c C H. apply IZR_le in C. rewrite <- (sqrt_square (Q2R (c # m))).
    - apply sqrt_le_1_alt. rewrite Q, Q2R_make.
      replace (IZR c / IZR (Zpos m) * (IZR c / IZR (Zpos m)))
        with (IZR (c * c * Zpos d) / IZR (Zpos d) / (IZR (Zpos m) * IZR (Zpos m)))
        by (rewrite !mult_IZR; field; lra).
      apply IZR_le in H. unfold Rdiv. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; nra |].
      apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra | exact H].
    - rewrite Q2R_make. apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat; lra]. }
  assert (high : forall c, (0 <= c)%Z -> (n <= c * c * Zpos d)%Z -> sqrt (Q2R (u # d)) <= Q2R (c # m)).
  { intros c C H. apply IZR_le in C. rewrite <- (sqrt_square (Q2R (c # m))).
    - apply sqrt_le_1_alt. rewrite Q, Q2R_make.
      replace (IZR c / IZR (Zpos m) * (IZR c / IZR (Zpos m)))
        with (IZR (c * c * Zpos d) / IZR (Zpos d) / (IZR (Zpos m) * IZR (Zpos m)))
        by (rewrite !mult_IZR; field; lra).
      apply IZR_le in H. unfold Rdiv. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; nra |].
      apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra | exact H].
    - rewrite Q2R_make. apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat; lra]. }
  apply rounded_sound; [apply low; [exact A0 | nia] |].
  destruct (Z.eqb_spec (a * a * Zpos d) n) as [E | _]; apply high; try lia. nia.
Qed.

Definition isqrt (prec : positive) (i : interval) : option interval := at_ends (sqrt_point prec) i.

Lemma isqrt_sound prec i x : contains i x -> encloses (isqrt prec i) (sqrt x).
Proof.
  intros H. apply at_ends_sound; [exact H | apply sqrt_point_sound | apply sqrt_point_sound |].
  destruct H. split; apply sqrt_le_1_alt; assumption.
Qed.

(** ** sigmoid, tanh, softplus, sinh and cosh

    Near 0 more bits are carried, so that what cancels leaves enough of them. *)
Definition near_zero (q : Q) : Z := match Qnum q with Z0 => 0 | _ => Z.min 4096 (Z.max 0 (- magnitude q)) end.

Definition sigmoid_point (prec : positive) (q : Q) : option interval :=
  let p := more prec 8 in
  if qneg q then
    obind (exp_point p q) (fun e => omap (imul prec e) (iinv p (iadd p e (exact (1 # 1)))))
  else obind (exp_point p (Qopp q)) (fun e => iinv prec (iadd p e (exact (1 # 1)))).

Lemma sigmoid_point_sound prec q : encloses (sigmoid_point prec q) (sigmoid (Q2R q)).
Proof.
  unfold sigmoid_point. assert (P := exp_pos (Q2R q)). destruct (qneg q).
  - apply encloses_bind with (1 := exp_point_sound _ q). intros e H.
    apply encloses_map with (/ (exp (Q2R q) + 1)).
    + apply encloses_inv, iadd_sound; [exact H | apply (exact_integer 1)].
    + intros i I. unfold sigmoid, Rdiv. apply imul_sound; assumption.
  - apply encloses_bind with (1 := exp_point_sound _ (Qopp q)). intros e H. rewrite Q2R_opp in H.
    replace (sigmoid (Q2R q)) with (/ (exp (- Q2R q) + 1)).
    + apply encloses_inv, iadd_sound; [exact H | apply (exact_integer 1)].
    + unfold sigmoid. rewrite exp_Ropp. field. lra.
Qed.

(** (1 - e) / (1 + e) *)
Definition ratio_of (prec p : positive) (e : interval) : option interval :=
  omap (imul prec (isub p (exact (1 # 1)) e)) (iinv p (iadd p (exact (1 # 1)) e)).

Definition tanh_point (prec : positive) (q : Q) : option interval :=
  let p := more prec (8 + near_zero q) in
  if qneg q then omap iopp (obind (exp_point p (q + q)) (ratio_of prec p))
  else obind (exp_point p (Qopp (q + q))) (ratio_of prec p).

Lemma ratio_of_sound prec p e x : contains e x -> encloses (ratio_of prec p e) ((1 - x) / (1 + x)).
Proof.
  intros H. unfold ratio_of. apply encloses_map with (/ (1 + x)).
  - apply encloses_inv, iadd_sound; [apply (exact_integer 1) | exact H].
  - intros i I. unfold Rdiv. apply imul_sound; [| exact I].
    apply isub_sound; [apply (exact_integer 1) | exact H].
Qed.

Lemma tanh_exp x : tanh x = (1 - exp (- (x + x))) / (1 + exp (- (x + x))).
Proof.
  unfold tanh, sinh, cosh. rewrite !exp_Ropp, exp_plus. assert (P := exp_pos x). field.
  repeat split; nra.
Qed.

Lemma tanh_exp_neg x : tanh x = - ((1 - exp (x + x)) / (1 + exp (x + x))).
Proof. unfold tanh, sinh, cosh. rewrite exp_plus, exp_Ropp. assert (P := exp_pos x). field. repeat split; nra. Qed.

Lemma tanh_point_sound prec q : encloses (tanh_point prec q) (tanh (Q2R q)).
Proof.
  unfold tanh_point. set (p := more _ _). destruct (qneg q).
  - rewrite tanh_exp_neg. eapply encloses_map; [| intros i; apply iopp_sound].
    apply encloses_bind with (1 := exp_point_sound p (q + q)). intros e H. rewrite Q2R_plus in H.
    apply ratio_of_sound, H.
  - rewrite tanh_exp. apply encloses_bind with (1 := exp_point_sound p (Qopp (q + q))).
    intros e H. rewrite Q2R_opp, Q2R_plus in H. apply ratio_of_sound, H.
Qed.

(** For q < 0 the value is about exp q, and it is ln (1 + exp q): the bits of exp q must survive beside 1. *)
Definition softplus_point (prec : positive) (q : Q) : option interval :=
  let one e p := iadd p (exact (1 # 1)) e in
  if qneg q then
    let p := more prec (8 + Z.min 2048 (- 3 * Z.div (Qnum q) (2 * Zpos (Qden q)))) in
    omap (iround prec) (obind (exp_point p q) (fun e => iln p (one e p)))
  else
    let p := more prec 8 in
    omap (iadd prec (exact q)) (obind (exp_point p (Qopp q)) (fun e => iln p (one e p))).

Lemma softplus_point_sound prec q : encloses (softplus_point prec q) (softplus (Q2R q)).
Proof.
  unfold softplus_point, softplus. cbv zeta. destruct (qneg q).
  - eapply encloses_map; [| intros i; apply iround_sound].
    apply encloses_bind with (1 := exp_point_sound _ q). intros e H. apply iln_sound, iadd_sound; [| exact H].
    apply (exact_integer 1).
  - assert (P := exp_pos (Q2R q)).
    replace (ln (1 + exp (Q2R q))) with (Q2R q + ln (1 + exp (- Q2R q))).
    + eapply encloses_map; [| intros i; apply iadd_sound, exact_sound].
      apply encloses_bind with (1 := exp_point_sound _ (Qopp q)). intros e H. rewrite Q2R_opp in H.
      apply iln_sound, iadd_sound; [apply (exact_integer 1) | exact H].
    + rewrite <- (ln_exp (Q2R q)) at 1. rewrite exp_Ropp.
      assert (I : 0 < / exp (Q2R q)) by (apply Rinv_0_lt_compat, P).
      rewrite <- ln_mult by lra. f_equal. field. lra.
Qed.

(** (exp q + exp (-q)) / 2, or their difference *)
Definition hyperbolic (minus : bool) (prec : positive) (q : Q) : option interval :=
  let p := more prec (8 + if minus then near_zero q else 0) in
  obind (exp_point p q) (fun e =>
    omap (fun f => imul prec (exact (1 # 2)) (if minus then isub p e f else iadd p e f)) (iinv p e)).

Lemma sinh_point_sound prec q : encloses (hyperbolic true prec q) (sinh (Q2R q)).
Proof.
  unfold hyperbolic. apply encloses_bind with (1 := exp_point_sound _ q). intros e E.
  eapply encloses_map; [apply encloses_inv, E |]. intros f F. unfold sinh. rewrite exp_Ropp.
  replace ((exp (Q2R q) - / exp (Q2R q)) / 2) with (Q2R (1 # 2) * (exp (Q2R q) - / exp (Q2R q)))
    by (rewrite Q2R_half; field; apply Rgt_not_eq, exp_pos).
  apply imul_sound; [apply exact_sound | apply isub_sound; assumption].
Qed.

Lemma cosh_point_sound prec q : encloses (hyperbolic false prec q) (cosh (Q2R q)).
Proof.
  unfold hyperbolic. apply encloses_bind with (1 := exp_point_sound _ q). intros e E.
  eapply encloses_map; [apply encloses_inv, E |]. intros f F. unfold cosh. rewrite exp_Ropp.
  replace ((exp (Q2R q) + / exp (Q2R q)) / 2) with (Q2R (1 # 2) * (exp (Q2R q) + / exp (Q2R q)))
    by (rewrite Q2R_half; field; apply Rgt_not_eq, exp_pos).
  apply imul_sound; [apply exact_sound | apply iadd_sound; assumption].
Qed.

(** What has a derivative that is nowhere negative rises. *)
Lemma rising (h h' : R -> R) : (forall x, is_derive h x (h' x)) -> (forall x, 0 <= h' x) ->
  forall x y, x <= y -> h x <= h y.
Proof.
  intros D P x y L.
  destruct (MVT_gen h x y h') as [c [_ E]].
  - intros z _. apply D.
  - intros z _. apply derivable_continuous_pt. exists (h' z). apply is_derive_Reals, D.
  - assert (0 <= h' c * (y - x)) by (apply Rmult_le_pos; [apply P | lra]). lra.
Qed.

Lemma tanh_square x : tanh x ^ 2 <= 1.
Proof.
  unfold tanh, sinh, cosh. rewrite exp_Ropp. assert (P := exp_pos x). set (e := exp x) in *.
  replace (((e - / e) / 2 / ((e + / e) / 2)) ^ 2) with (1 - (2 * e / (e * e + 1)) ^ 2) by (field; repeat split; nra).
  assert (H := pow2_ge_0 (2 * e / (e * e + 1))). lra.
Qed.

Lemma tanh_le x y : x <= y -> tanh x <= tanh y.
Proof. apply (rising tanh _ tanh_derive). intros z. assert (H := tanh_square z). lra. Qed.

Lemma sigmoid_range x : 0 < sigmoid x < 1.
Proof.
  unfold sigmoid. assert (P := exp_pos x). split; [apply Rdiv_lt_0_compat; lra |].
  apply Rmult_lt_reg_r with (exp x + 1); [lra |].
  replace (exp x / (exp x + 1) * (exp x + 1)) with (exp x) by (field; lra). lra.
Qed.

Lemma sigmoid_le x y : x <= y -> sigmoid x <= sigmoid y.
Proof. apply (rising sigmoid _ sigmoid_derive). intros z. assert (H := sigmoid_range z). nra. Qed.

Lemma softplus_le x y : x <= y -> softplus x <= softplus y.
Proof. apply (rising softplus _ softplus_derive). intros z. apply Rlt_le, sigmoid_range. Qed.

Lemma sinh_le x y : x <= y -> sinh x <= sinh y.
Proof. apply (rising sinh _ sinh_derive). intros z. apply Rlt_le, cosh_pos. Qed.

Lemma cosh_le x y : 0 <= x <= y -> cosh x <= cosh y.
Proof.
  intros H. destruct (MVT_gen cosh x y sinh) as [c [C E]].
  - intros z _. apply cosh_derive.
  - intros z _. apply derivable_continuous_pt. exists (sinh z). apply derivable_pt_lim_cosh.
  - assert (S : 0 <= sinh c).
    { rewrite <- sinh_0. apply sinh_le. revert C. unfold Rmin. destruct (Rle_dec x y); lra. }
    assert (0 <= sinh c * (y - x)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma cosh_opp x : cosh (- x) = cosh x.
Proof. unfold cosh. rewrite Ropp_involutive. f_equal. ring. Qed.

Definition iabs (i : interval) : interval :=
  if qneg (lower i) then
    if qneg (upper i) then iopp i else {| lower := 0 # 1; upper := qmax (Qopp (lower i)) (upper i) |}
  else i.

Lemma iabs_sound i x : contains i x -> contains (iabs i) (Rabs x) /\ 0 <= Q2R (lower (iabs i)).
Proof.
  intros [A B]. unfold iabs. destruct (qneg (lower i)) eqn:L; [apply qneg_true in L | apply qneg_false in L].
  - destruct (qneg (upper i)) eqn:U; [apply qneg_true in U | apply qneg_false in U].
    + rewrite Rabs_left by lra. split; [apply iopp_sound; split; assumption |].
      cbn [iopp lower]. rewrite Q2R_opp. lra.
    + unfold contains. cbn [lower upper]. rewrite Q2R_integer. split; [| lra]. split; [apply Rabs_pos |].
      assert (M := qmax_l (Qopp (lower i)) (upper i)). assert (N := qmax_r (Qopp (lower i)) (upper i)).
      rewrite Q2R_opp in M. apply Rabs_le. lra.
  - rewrite Rabs_pos_eq by lra. split; [split; assumption | exact L].
Qed.

Definition icosh (prec : positive) (i : interval) : option interval := at_ends (hyperbolic false prec) (iabs i).

Lemma icosh_sound prec i x : contains i x -> encloses (icosh prec i) (cosh x).
Proof.
  intros H. destruct (iabs_sound i x H) as [[A B] L].
  replace (cosh x) with (cosh (Rabs x)) by (unfold Rabs; destruct (Rcase_abs x); [apply cosh_opp | reflexivity]).
  apply at_ends_sound; [split; assumption | apply cosh_point_sound | apply cosh_point_sound |].
  split; apply cosh_le; lra.
Qed.

(** ** sin and cos *)
Definition sin_point (p : positive) (m : Q) : interval :=
  let a := if qneg m then Qopp m else m in
  let n := terms p 6 7 in let y := rounded p a a in
  let v := imul p y (ihorner p sin_ratio (iopp (isqr p y)) n (Z.of_nat n) (around (1 # 1))) in
  if qneg m then iopp v else v.
Definition cos_point (p : positive) (m : Q) : interval :=
  let a := if qneg m then Qopp m else m in
  let n := terms p 6 7 in let y := rounded p a a in
  ihorner p cos_ratio (iopp (isqr p y)) n (Z.of_nat n) (around (1 # 1)).

Lemma sin_point_nonneg p n Y y : contains Y y -> 0 <= y ->
  contains (imul p Y (ihorner p sin_ratio (iopp (isqr p Y)) n (Z.of_nat n) (around (1 # 1)))) (sin y).
Proof.
  intros H P. destruct (sin_cos_series n y P) as [_ S].
  assert (C : 0 <= coef sin_ratio n) by (apply coef_nonneg; intros k; apply one_over_nonneg).
  destruct (remainder (sin y - y * ssum (coef sin_ratio) (-1 * (y * y)) n)
              (coef sin_ratio n * (y * (-1 * (y * y)) ^ n)) 1) as [a [A E]]; [lra | |].
  - rewrite (Rabs_mult (coef sin_ratio n)), (Rabs_pos_eq _ C), Rabs_odd by exact P. lra.
  - replace (sin y) with (y * (ssum (coef sin_ratio) (-1 * (y * y)) n + coef sin_ratio n * (-1 * (y * y)) ^ n * a))
      by lra.
    apply imul_sound; [exact H |]. apply ihorner_sound; [intros k; apply one_over_nonneg | |].
    + replace (-1 * (y * y)) with (- (y * y)) by ring. apply iopp_sound, isqr_sound, H.
    + apply around_sound. rewrite Q2R_integer. exact A.
Qed.

Lemma cos_point_nonneg p n Y y : contains Y y -> 0 <= y ->
  contains (ihorner p cos_ratio (iopp (isqr p Y)) n (Z.of_nat n) (around (1 # 1))) (cos y).
Proof.
  intros H P. destruct (sin_cos_series n y P) as [S _].
  assert (C : 0 <= coef cos_ratio n) by (apply coef_nonneg; intros k; apply one_over_nonneg).
  destruct (remainder (cos y - ssum (coef cos_ratio) (-1 * (y * y)) n)
              (coef cos_ratio n * (-1 * (y * y)) ^ n) 1) as [a [A E]]; [lra | |].
  - rewrite (Rabs_mult (coef cos_ratio n)), (Rabs_pos_eq _ C), <- RPow_abs, Rabs_mult, (Rabs_left (-1)) by lra.
    rewrite (Rabs_pos_eq (y * y)) by nra. replace (- -1) with 1 by lra. lra.
  - replace (cos y) with (ssum (coef cos_ratio) (-1 * (y * y)) n + coef cos_ratio n * (-1 * (y * y)) ^ n * a) by lra.
    apply ihorner_sound; [intros k; apply one_over_nonneg | |].
    + replace (-1 * (y * y)) with (- (y * y)) by ring. apply iopp_sound, isqr_sound, H.
    + apply around_sound. rewrite Q2R_integer. exact A.
Qed.

Lemma sin_point_sound p m : contains (sin_point p m) (sin (Q2R m)).
Proof.
  unfold sin_point. destruct (qneg m) eqn:N; [apply qneg_true in N | apply qneg_false in N].
  - replace (sin (Q2R m)) with (- sin (Q2R (Qopp m))) by (rewrite Q2R_opp, sin_neg; ring).
    apply iopp_sound, sin_point_nonneg; [apply rounded_sound; apply Rle_refl | rewrite Q2R_opp; lra].
  - apply sin_point_nonneg; [apply rounded_sound; apply Rle_refl | exact N].
Qed.

Lemma cos_point_sound p m : contains (cos_point p m) (cos (Q2R m)).
Proof.
  unfold cos_point. destruct (qneg m) eqn:N; [apply qneg_true in N | apply qneg_false in N].
  - replace (cos (Q2R m)) with (cos (Q2R (Qopp m))) by (rewrite Q2R_opp, cos_neg; reflexivity).
    apply cos_point_nonneg; [apply rounded_sound; apply Rle_refl | rewrite Q2R_opp; lra].
  - apply cos_point_nonneg; [apply rounded_sound; apply Rle_refl | exact N].
Qed.

(** The number of turns nearest to the middle of an interval, as a guess *)
Definition middle (i : interval) : Q := Qmult (1 # 2) (lower i + upper i).
Definition turns (i : interval) : Z :=
  let t := Qplus (Qmult (middle i) (15915494309189535 # 100000000000000000)) (1 # 2) in
  Z.div (Qnum t) (Zpos (Qden t)).
Definition unturned (p : positive) (i : interval) : interval :=
  let k := turns i in
  if Z.eqb k 0 then i else isub p i (imul p (exact (2 * k # 1)) (enclose_pi p)).

(** The mean value theorem at a point [m]: [f] is [v] there, its derivative is [d], and that has slopes within 1. *)
Definition mean_value (prec p : positive) (f d : positive -> Q -> interval) (i : interval) : interval :=
  let m := qdown p (middle i) in
  let r := qmax (upper i - m) (m - lower i) in
  let v := f p m in
  if Qle_bool r (1 # pow2 (Zpos prec)) then iwiden p v r
  else iadd p v (imul p (rounded p (lower i - m) (upper i - m)) (imeet (around (1 # 1)) (iwiden p (d p m) r))).

(** Beyond 2^40 nothing is said. *)
Definition trig (prec : positive) (f d : positive -> Q -> interval) (i : interval) : interval :=
  let e := Z.max (magnitude (lower i)) (magnitude (upper i)) in
  let unit := around (1 # 1) in
  if Z.ltb 40 e then unit
  else
    let p := more prec (16 + Z.max 0 e) in
    let t := unturned p i in
    if Qle_bool (upper t - lower t) (4 # 1) then imeet unit (iround prec (mean_value prec p f d t)) else unit.

Definition isin (prec : positive) (i : interval) : interval := trig prec sin_point cos_point i.
Definition icos (prec : positive) (i : interval) : interval :=
  trig prec cos_point (fun p m => iopp (sin_point p m)) i.

Lemma turned (F : R -> R) (period : forall x k, F (x + 2 * INR k * PI) = F x) x k : F (x - IZR (2 * k) * PI) = F x.
Proof.
  rewrite mult_IZR. destruct (Z_le_gt_dec 0 k) as [P | N].
  - rewrite <- (period (x - 2 * IZR k * PI) (Z.to_nat k)), INR_IZR_INZ, Z2Nat.id by exact P. f_equal. ring.
  - rewrite <- (period x (Z.to_nat (- k))), INR_IZR_INZ, Z2Nat.id, opp_IZR by lia. f_equal. ring.
Qed.

Section Trig.
Variables (F D D' : R -> R) (f d : positive -> Q -> interval).
Hypothesis F_period : forall x k, F (x + 2 * INR k * PI) = F x.
Hypothesis F_derive : forall x, is_derive F x (D x).
Hypothesis D_derive : forall x, is_derive D x (D' x).
Hypothesis F_bound : forall x, -1 <= F x <= 1.
Hypothesis D_bound : forall x, -1 <= D x <= 1.
Hypothesis D'_bound : forall x, -1 <= D' x <= 1.
Hypothesis f_sound : forall p m, contains (f p m) (F (Q2R m)).
Hypothesis d_sound : forall p m, contains (d p m) (D (Q2R m)).

Lemma mean_value_at (h h' : R -> R) x m : (forall x, is_derive h x (h' x)) ->
  exists c, Rabs (c - m) <= Rabs (x - m) /\ h x = h m + (x - m) * h' c.
Proof.
  intros H. destruct (MVT_gen h m x h') as [c [C E]].
  - intros z _. apply H.
  - intros z _. apply derivable_continuous_pt. exists (h' z). apply is_derive_Reals, H.
  - exists c. split; [| lra]. revert C. unfold Rmin, Rmax. destruct (Rle_dec m x); intros C.
    + rewrite !Rabs_pos_eq; lra.
    + rewrite !Rabs_left1; lra.
Qed.

Lemma mean_value_sound prec p i x : contains i x -> contains (mean_value prec p f d i) (F x).
Proof.
  intros [A B]. unfold mean_value. set (m := qdown p (middle i)). set (r := qmax _ _).
  assert (R1 := qmax_l (upper i - m) (m - lower i)). assert (R2 := qmax_r (upper i - m) (m - lower i)).
  fold r in R1, R2. rewrite Q2R_minus in R1, R2.
  assert (X : Rabs (x - Q2R m) <= Q2R r) by (apply Rabs_le; lra).
  destruct (mean_value_at F D x (Q2R m) F_derive) as [c [C E]].
  destruct (Qle_bool r _).
  - apply iwiden_sound with (F (Q2R m)); [apply f_sound |].
    rewrite E. replace (F (Q2R m) + (x - Q2R m) * D c - F (Q2R m)) with ((x - Q2R m) * D c) by ring.
    rewrite Rabs_mult. assert (Rabs (D c) <= 1) by (apply Rabs_le; apply D_bound).
    assert (P := Rabs_pos (x - Q2R m)). assert (P' := Rabs_pos (D c)). nra.
  - rewrite E. apply iadd_sound; [apply f_sound |]. apply imul_sound.
    + apply rounded_sound; rewrite Q2R_minus; lra.
    + apply imeet_sound; [apply around_sound; rewrite Q2R_integer; apply D_bound |].
      apply iwiden_sound with (D (Q2R m)); [apply d_sound |].
      destruct (mean_value_at D D' c (Q2R m) D_derive) as [c' [_ E']]. rewrite E'.
      replace (D (Q2R m) + (c - Q2R m) * D' c' - D (Q2R m)) with ((c - Q2R m) * D' c') by ring.
      rewrite Rabs_mult. assert (Rabs (D' c') <= 1) by (apply Rabs_le; apply D'_bound).
      assert (P := Rabs_pos (c - Q2R m)). assert (P' := Rabs_pos (D' c')). nra.
Qed.

Lemma trig_sound prec i x : contains i x -> contains (trig prec f d i) (F x).
Proof.
  intros H. assert (U : contains (around (1 # 1)) (F x)) by (apply around_sound; rewrite Q2R_integer; apply F_bound).
  unfold trig. destruct (Z.ltb 40 _); [exact U |]. set (p := more _ _). destruct (Qle_bool _ _); [| exact U].
  apply imeet_sound; [exact U |]. apply iround_sound. unfold unturned. destruct (Z.eqb (turns i) 0).
  - apply mean_value_sound, H.
  - rewrite <- (turned F F_period x (turns i)). apply mean_value_sound. apply isub_sound; [exact H |].
    apply imul_sound; [apply exact_integer | apply enclose_pi_sound].
Qed.
End Trig.

Lemma isin_sound prec i x : contains i x -> contains (isin prec i) (sin x).
Proof.
  unfold isin. apply (trig_sound sin cos (fun x => - sin x) sin_point cos_point).
  - apply sin_period.
  - apply is_derive_sin.
  - apply is_derive_cos.
  - apply SIN_bound.
  - apply COS_bound.
  - intros y. assert (B := SIN_bound y). lra.
  - apply sin_point_sound.
  - apply cos_point_sound.
Qed.

Lemma icos_sound prec i x : contains i x -> contains (icos prec i) (cos x).
Proof.
  unfold icos.
  apply (trig_sound cos (fun x => - sin x) (fun x => - cos x) cos_point (fun p m => iopp (sin_point p m))).
  - apply cos_period.
  - apply is_derive_cos.
  - intros y. apply (is_derive_opp sin y (cos y)), is_derive_sin.
  - apply COS_bound.
  - intros y. assert (B := SIN_bound y). lra.
  - intros y. assert (B := COS_bound y). lra.
  - apply cos_point_sound.
  - intros p m. apply iopp_sound, sin_point_sound.
Qed.

(** ** erf and the normal law *)
Definition erf_ratio (k : Z) : Q := Qmake 1 (Z.to_pos (2 * k + 1)).
Definition kappa : R := 2 / sqrt PI.

Lemma kappa_pos : 0 < kappa.
Proof. unfold kappa. assert (P := PI_RGT_0). apply Rdiv_lt_0_compat; [lra | apply sqrt_lt_R0, P]. Qed.

Lemma erf_coef n : coef erf_ratio (S n) * (2 * INR (S n) + 1) = coef erf_ratio n.
Proof.
  cbn [coef]. unfold erf_ratio at 2. rewrite one_over by lia. rewrite plus_IZR, mult_IZR, <- INR_IZR_INZ, S_INR.
  assert (P := pos_INR n). field. lra.
Qed.

Lemma erf_ssum z n :
  ssum (fun m => coef erf_ratio m * (2 * INR m + 1)) z (S n) = 1 + z * ssum (coef erf_ratio) z n.
Proof.
  induction n as [|n IH]; [simpl; ring |].
  change (ssum (fun m => coef erf_ratio m * (2 * INR m + 1)) z (S (S n)))
    with (ssum (fun m => coef erf_ratio m * (2 * INR m + 1)) z (S n)
          + coef erf_ratio (S n) * (2 * INR (S n) + 1) * z ^ S n).
  rewrite IH, erf_coef. cbn [ssum pow]. ring.
Qed.

Lemma erf_0 : erf 0 = 0.
Proof. unfold erf. apply (RInt_point 0 gaussian). Qed.

Lemma gaussian_kappa x : gaussian x = kappa * exp (- (x * x)).
Proof. reflexivity. Qed.

Lemma gaussian_pos x : 0 < gaussian x.
Proof. rewrite gaussian_kappa. apply Rmult_lt_0_compat; [apply kappa_pos | apply exp_pos]. Qed.

(** erf x = kappa exp (-x^2) x (1 + 2x^2/3 + (2x^2)^2/(3 5) + ...): all terms have one sign. *)
Lemma erf_series_bound n y : 0 <= y ->
  Rabs (erf y - kappa * (exp (- (y * y)) * (y * ssum (coef erf_ratio) (2 * (y * y)) (S n))))
  <= kappa * (coef erf_ratio (S n) * (y * (2 * (y * y)) ^ S n)).
Proof.
  intros Y.
  apply (dominated
    (fun y => erf y - kappa * (exp (- (y * y)) * (y * ssum (coef erf_ratio) (2 * (y * y)) (S n))))
    (fun y => kappa * (exp (- (y * y)) * (coef erf_ratio n * (2 * (y * y)) ^ S n)))
    (fun y => kappa * (coef erf_ratio (S n) * (y * (2 * (y * y)) ^ S n)))
    (fun y => kappa * (coef erf_ratio n * (2 * (y * y)) ^ S n)) y); [| | | | lra].
  - intros x _.
    replace (kappa * (exp (- (x * x)) * (coef erf_ratio n * (2 * (x * x)) ^ S n)))
      with (gaussian x - kappa * ((-2 * x * exp (- (x * x))) * (x * ssum (coef erf_ratio) (2 * (x * x)) (S n))
            + exp (- (x * x)) * ssum (fun m => coef erf_ratio m * (2 * INR m + 1)) (2 * (x * x)) (S n))).
    + apply derive_minus; [apply erf_derive |]. apply derive_scal.
      apply (is_derive_mult (fun y => exp (- (y * y))) (fun y => y * ssum (coef erf_ratio) (2 * (y * y)) (S n)) x
               (-2 * x * exp (- (x * x)))).
      * auto_derive; [exact Logic.I |]. ring.
      * apply odd_derive.
      * intros a b. apply Rmult_comm.
    + rewrite erf_ssum, gaussian_kappa. cbn [ssum pow]. ring.
  - intros x _. rewrite <- (erf_coef n) at 1.
    replace (kappa * (coef erf_ratio (S n) * (2 * INR (S n) + 1) * (2 * (x * x)) ^ S n))
      with (kappa * (coef erf_ratio (S n) * ((2 * INR (S n) + 1) * (2 * (x * x)) ^ S n))) by ring.
    apply derive_scal, derive_scal, odd_power.
  - intros x _. assert (K := kappa_pos).
    assert (C : 0 <= coef erf_ratio n) by (apply coef_nonneg; intros k; apply one_over_nonneg).
    assert (W : 0 <= (2 * (x * x)) ^ S n) by (apply pow_le; nra).
    assert (CW := Rmult_le_pos _ _ C W).
    assert (E0 := exp_pos (- (x * x))).
    assert (E1 : exp (- (x * x)) <= 1) by (rewrite <- exp_0; apply exp_le; nra).
    assert (P := Rmult_le_pos _ _ (Rlt_le _ _ E0) CW).
    rewrite Rabs_pos_eq by (apply Rmult_le_pos; lra).
    apply Rmult_le_compat_l; [lra |]. rewrite <- (Rmult_1_l (coef erf_ratio n * _)) at 2.
    apply Rmult_le_compat_r; assumption.
  - rewrite erf_0, !Rmult_0_l, !Rmult_0_r, Rminus_0_r, Rabs_R0. lra.
Qed.

(** 1 / sqrt (q PI) *)
Definition root_pi (p : positive) (q : Q) : option interval :=
  obind (isqrt p (imul p (exact q) (enclose_pi p))) (iinv p).

Lemma root_pi_sound p q : encloses (root_pi p q) (/ sqrt (Q2R q * PI)).
Proof.
  unfold root_pi. apply encloses_bind with (sqrt (Q2R q * PI)).
  - apply isqrt_sound, imul_sound; [apply exact_sound | apply enclose_pi_sound].
  - intros i. apply encloses_inv.
Qed.

Definition ikappa (p : positive) : option interval := omap (imul p (exact (2 # 1))) (root_pi p (1 # 1)).

Lemma ikappa_sound p : encloses (ikappa p) kappa.
Proof.
  unfold ikappa. apply encloses_map with (1 := root_pi_sound p (1 # 1)). intros i H.
  rewrite Q2R_integer, Rmult_1_l in H. apply imul_sound; [apply exact_integer | exact H].
Qed.

Definition igaussian (prec : positive) (i : interval) : option interval :=
  let p := more prec 8 in
  obind (iexp p (iopp (isqr p i))) (fun e => omap (fun c => imul prec c e) (ikappa p)).

Lemma igaussian_sound prec i x : contains i x -> encloses (igaussian prec i) (gaussian x).
Proof.
  intros H. unfold igaussian. rewrite gaussian_kappa. apply encloses_bind with (exp (- (x * x))).
  - apply iexp_sound, iopp_sound, isqr_sound, H.
  - intros e E. apply encloses_map with (1 := ikappa_sound _). intros c C. apply imul_sound; assumption.
Qed.

Definition inormal_pdf (prec : positive) (i : interval) : option interval :=
  let p := more prec 8 in
  obind (iexp p (imul p (iopp (isqr p i)) (exact (1 # 2)))) (fun e =>
    omap (fun c => imul prec c e) (root_pi p (2 # 1))).

Lemma inormal_pdf_sound prec i x : contains i x -> encloses (inormal_pdf prec i) (normal_pdf x).
Proof.
  intros H. unfold inormal_pdf, normal_pdf. apply encloses_bind with (exp (- (x * x) / 2)).
  - apply iexp_sound. unfold Rdiv. apply imul_sound; [apply iopp_sound, isqr_sound, H |].
    rewrite <- Q2R_half. apply exact_sound.
  - intros e E. apply encloses_map with (1 := root_pi_sound _ (2 # 1)). intros c C.
    rewrite Q2R_integer in C. apply imul_sound; assumption.
Qed.

Definition erf_series (prec : positive) (q : Q) : option interval :=
  let p := more prec 16 in
  let y := rounded p q q in
  let s := isqr p y in
  let n := S (terms p 4 (12 + 4 * Z.min 1024 (Z.div (Qnum (upper s)) (Zpos (Qden (upper s)))))) in
  obind (iexp p s) (fun e => obind (iinv p e) (fun e' => omap (fun c =>
    let z := imul p (exact (2 # 1)) s in
    imul prec c (imul p e' (imul p y (ihorner p erf_ratio z n (Z.of_nat n) (around (upper e)))))) (ikappa p))).

Lemma erf_series_sound prec q : 0 <= Q2R q -> encloses (erf_series prec q) (erf (Q2R q)).
Proof.
  intros P. unfold erf_series. set (p := more prec 16). set (Y := rounded p q q).
  set (y := Q2R q) in *. assert (HY : contains Y y) by (apply rounded_sound; apply Rle_refl).
  assert (HS : contains (isqr p Y) (y * y)) by (apply isqr_sound, HY). set (s := isqr p Y) in *.
  set (n := terms _ _ _). clearbody n s Y.
  apply encloses_bind with (exp (y * y)); [apply iexp_sound, HS |]. intros e He.
  apply encloses_bind with (/ exp (y * y)); [apply encloses_inv, He |]. intros e' He'.
  apply encloses_map with (1 := ikappa_sound p). intros c Hc.
  assert (C : 0 <= coef erf_ratio (S n)) by (apply coef_nonneg; intros k; apply one_over_nonneg).
  assert (W : 0 <= (2 * (y * y)) ^ S n) by (apply pow_le; nra).
  assert (K := kappa_pos). assert (E0 := exp_pos (y * y)).
  set (t := kappa * (coef erf_ratio (S n) * (y * (2 * (y * y)) ^ S n))).
  assert (T : 0 <= t).
  { unfold t. apply Rmult_le_pos; [lra |]. apply Rmult_le_pos; [exact C |]. apply Rmult_le_pos; assumption. }
  destruct (remainder (erf y - kappa * (exp (- (y * y)) * (y * ssum (coef erf_ratio) (2 * (y * y)) (S n))))
              (t * / exp (y * y)) (exp (y * y))) as [a [A E]]; [lra | |].
  - rewrite (Rabs_pos_eq (t * _)) by (apply Rmult_le_pos; [exact T | apply Rlt_le, Rinv_0_lt_compat, E0]).
    replace (exp (y * y) * (t * / exp (y * y))) with t by (field; lra). apply erf_series_bound, P.
  - replace (erf y) with (kappa * (/ exp (y * y) *
      (y * (ssum (coef erf_ratio) (2 * (y * y)) (S n) + coef erf_ratio (S n) * (2 * (y * y)) ^ S n * a)))).
    + apply imul_sound; [exact Hc |]. apply imul_sound; [exact He' |]. apply imul_sound; [exact HY |].
      apply ihorner_sound; [intros k; apply one_over_nonneg | |].
      * apply imul_sound; [apply exact_integer | exact HS].
      * apply around_sound. destruct He. lra.
    + rewrite exp_Ropp in E. unfold t in E. lra.
Qed.

(** Far to the right erf grows by less than gaussian c beyond c. *)
Definition erf_nonneg (p : positive) (q : Q) : option interval :=
  let c := Qmake (Z.sqrt (Zpos p) + 1) 1 in
  if Qle_bool q c then erf_series p q
  else obind (erf_series p c) (fun a =>
         omap (fun g => {| lower := lower a; upper := qup p (upper a + upper g) |}) (igaussian p (exact c))).
Definition erf_point (p : positive) (q : Q) : option interval :=
  if qneg q then omap iopp (erf_nonneg p (Qopp q)) else erf_nonneg p q.
Definition ierf (p : positive) (i : interval) : option interval := at_ends (erf_point p) i.

Lemma erf_le x y : x <= y -> erf x <= erf y.
Proof. apply (rising erf _ erf_derive). intros z. apply Rlt_le, gaussian_pos. Qed.

Lemma erf_opp x : erf (- x) = - erf x.
Proof.
  assert (D : forall z : R, is_derive (fun x : R => erf (- x) + erf x) z 0).
  { intros z. replace 0 with (-1 * gaussian (- z) + gaussian z).
    - apply derive_plus; [| apply erf_derive].
      apply (is_derive_comp erf (fun x => - x)); [apply erf_derive |].
      auto_derive; [exact Logic.I | ring].
    - rewrite !gaussian_kappa. replace (- z * - z) with (z * z) by ring. ring. }
  destruct (MVT_gen (fun x => erf (- x) + erf x) 0 x (fun _ => 0)) as [c [_ E]].
  - intros z _. apply D.
  - intros z _. apply derivable_continuous_pt. exists 0. apply is_derive_Reals, D.
  - rewrite Ropp_0, erf_0 in E. lra.
Qed.

Lemma erf_tail c x : 1 <= c <= x -> erf x <= erf c + gaussian c.
Proof.
  intros H.
  destruct (MVT_gen (fun x => erf x + gaussian x) c x (fun x => gaussian x + -2 * x * gaussian x)) as [t [T E]].
  - intros z _. apply derive_plus; [apply erf_derive | apply gaussian_derive].
  - intros z _. apply derivable_continuous_pt. exists (gaussian z + -2 * z * gaussian z).
    apply is_derive_Reals, derive_plus; [apply erf_derive | apply gaussian_derive].
  - assert (t1 : 1 <= t) by (revert T; unfold Rmin; destruct (Rle_dec c x); lra).
    assert (G := gaussian_pos t). assert (G' := gaussian_pos x).
    assert (N : 0 <= (2 * t - 1) * gaussian t) by (apply Rmult_le_pos; lra).
    assert (N' : 0 <= (2 * t - 1) * gaussian t * (x - c)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma erf_nonneg_sound p q : 0 <= Q2R q -> encloses (erf_nonneg p q) (erf (Q2R q)).
Proof.
  intros P. unfold erf_nonneg. set (c := Qmake (Z.sqrt (Zpos p) + 1) 1).
  assert (C : 1 <= Q2R c).
  { unfold c. rewrite Q2R_integer. apply IZR_le. assert (H := Z.sqrt_nonneg (Zpos p)). lia. }
  destruct (Qle_bool q c) eqn:L; [apply erf_series_sound, P |]. apply qle_false in L.
  assert (T := erf_tail (Q2R c) (Q2R q)). assert (M := erf_le (Q2R c) (Q2R q)).
  apply encloses_bind with (erf (Q2R c)); [apply erf_series_sound; lra |]. intros a A.
  apply encloses_map with (1 := igaussian_sound p (exact c) (Q2R c) (exact_sound c)). intros g G.
  assert (U := qup_le p (upper a + upper g)). rewrite Q2R_plus in U.
  unfold contains in *. cbn [lower upper]. lra.
Qed.

Lemma erf_point_sound p q : encloses (erf_point p q) (erf (Q2R q)).
Proof.
  unfold erf_point. destruct (qneg q) eqn:N; [apply qneg_true in N | apply qneg_false in N].
  - replace (erf (Q2R q)) with (- erf (Q2R (Qopp q))) by (rewrite Q2R_opp, erf_opp; ring).
    eapply encloses_map; [apply erf_nonneg_sound; rewrite Q2R_opp; lra | intros i; apply iopp_sound].
  - apply erf_nonneg_sound, N.
Qed.

Lemma ierf_sound p i x : contains i x -> encloses (ierf p i) (erf x).
Proof.
  intros H. apply at_ends_sound; [exact H | apply erf_point_sound | apply erf_point_sound |].
  destruct H. split; apply erf_le; assumption.
Qed.

Definition inormal_cdf (prec : positive) (i : interval) : option interval :=
  let p := more prec 8 in
  obind (obind (isqrt p (exact (2 # 1))) (iinv p)) (fun r =>
    omap (fun e => imul prec (exact (1 # 2)) (iadd p (exact (1 # 1)) e)) (ierf p (imul p i r))).

Lemma inormal_cdf_sound prec i x : contains i x -> encloses (inormal_cdf prec i) (normal_cdf x).
Proof.
  intros H. unfold inormal_cdf, normal_cdf. apply encloses_bind with (/ sqrt 2).
  - apply encloses_bind with (sqrt 2); [apply isqrt_sound, exact_integer |]. intros j. apply encloses_inv.
  - intros r R. apply encloses_map with (erf (x / sqrt 2)).
    + apply ierf_sound. unfold Rdiv. apply imul_sound; assumption.
    + intros e E. rewrite <- Q2R_half. apply imul_sound; [apply exact_sound |].
      apply iadd_sound; [apply (exact_integer 1) | exact E].
Qed.

(** ** The table *)
Definition icall (prec : positive) (f : fn) (i : interval) : option interval :=
  match f with
  | Tanh => at_ends (tanh_point prec) i
  | Sigmoid => at_ends (sigmoid_point prec) i
  | Exp => iexp prec i
  | Log => iln prec i
  | Sin => Some (isin prec i)
  | Cos => Some (icos prec i)
  | Sinh => at_ends (hyperbolic true prec) i
  | Cosh => icosh prec i
  | Sqrt => if is_positive i then isqrt prec i else None
  | Inv => iinv prec i
  | Erf => ierf prec i
  | Gaussian => igaussian prec i
  | NormalCdf => inormal_cdf prec i
  | NormalPdf => inormal_pdf prec i
  | Softplus => at_ends (softplus_point prec) i
  | Atan => iatan prec i
  | Step =>
    if is_positive i then Some (exact (1 # 1)) else if is_negative i then Some (exact (0 # 1)) else None
  | Identity => Some i
  | Sigma _ _ => None
  end.

Lemma icall_domain prec f i j x : icall prec f i = Some j -> contains i x -> in_domain f x.
Proof.
  destruct f; intros E H; cbn [in_domain]; try exact Logic.I; cbn [icall] in E.
  - unfold iln in E. destruct (is_positive i) eqn:P; [exact (is_positive_sound i x P H) | discriminate].
  - destruct (is_positive i) eqn:P; [exact (is_positive_sound i x P H) | discriminate].
  - exact (proj1 (iinv_sound prec i j x E H)).
  - destruct (is_positive i) eqn:P; [assert (A := is_positive_sound i x P H); lra |].
    destruct (is_negative i) eqn:N; [assert (A := is_negative_sound i x N H); lra | discriminate].
Qed.

Lemma icall_encloses I prec f i x : contains i x -> encloses (icall prec f i) (apply I f x).
Proof.
  intros H. assert (H' := H). destruct H' as [A B]. destruct f; cbn [icall apply].
  - apply at_ends_sound; [exact H | apply tanh_point_sound | apply tanh_point_sound | split; apply tanh_le; assumption].
  - apply at_ends_sound; [exact H | apply sigmoid_point_sound | apply sigmoid_point_sound |].
    split; apply sigmoid_le; assumption.
  - apply iexp_sound, H.
  - apply iln_sound, H.
  - apply encloses_some, isin_sound, H.
  - apply encloses_some, icos_sound, H.
  - apply at_ends_sound; [exact H | apply sinh_point_sound | apply sinh_point_sound | split; apply sinh_le; assumption].
  - apply icosh_sound, H.
  - destruct (is_positive i); [apply isqrt_sound, H | apply encloses_none].
  - apply encloses_inv, H.
  - apply ierf_sound, H.
  - apply igaussian_sound, H.
  - apply inormal_cdf_sound, H.
  - apply inormal_pdf_sound, H.
  - apply at_ends_sound; [exact H | apply softplus_point_sound | apply softplus_point_sound |].
    split; apply softplus_le; assumption.
  - apply iatan_sound, H.
  - unfold step. destruct (is_positive i) eqn:P.
    + assert (X := is_positive_sound i x P H). destruct (Rlt_dec 0 x); [| lra]. apply encloses_some, exact_integer.
    + destruct (is_negative i) eqn:N; [| apply encloses_none].
      assert (X := is_negative_sound i x N H). destruct (Rlt_dec 0 x); [lra |]. apply encloses_some, exact_integer.
  - apply encloses_some, H.
  - apply encloses_none.
Qed.

Theorem icall_sound I prec f i j x :
  icall prec f i = Some j -> contains i x -> in_domain f x /\ contains j (apply I f x).
Proof.
  intros E H. split; [exact (icall_domain prec f i j x E H) | exact (icall_encloses I prec f i x H j E)].
Qed.
