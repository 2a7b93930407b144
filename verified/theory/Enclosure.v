(** * Enclosures of the functions that expressions may call

    Every elementary function is a power series with a remainder that the mean value theorem bounds. One Horner scheme
    over intervals sums them all: it starts at an interval that contains the remainder. The arguments are reduced
    before: by halving, by the period, or by an addition theorem. The number of terms, the number of bits and the
    reductions are guesses that no proof relies on, save where a test in the program checks them. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals Machin.
From Certsim Require Import Gronwall Poly Functions Interval.
Import ListNotations.
Open Scope R_scope.

(** ** Power series whose terms have rational ratios *)
Section Series.
Variables (prec : positive) (ratio : Z -> Q).

Definition iscale (c : Q) (i : interval) : interval := {| lower := Qmult c (lower i); upper := Qmult c (upper i) |}.

(** From the inside out: [k] is [n] as an integer. *)
Fixpoint ihorner (y : interval) (n : nat) (k : Z) (acc : interval) : interval :=
  match n with
  | O => acc
  | S n => ihorner y n (Z.pred k) (iadd prec (exact (1 # 1)) (imul prec (iscale (ratio k) y) acc))
  end.

Fixpoint coef (n : nat) : R := match n with O => 1 | S m => coef m * Q2R (ratio (Z.of_nat n)) end.

Hypothesis ratio_nonneg : forall k, 0 <= Q2R (ratio k).

Lemma coef_nonneg n : 0 <= coef n.
Proof. induction n as [|n IH]; simpl coef; [lra |]. apply Rmult_le_pos; [exact IH | apply ratio_nonneg]. Qed.

Lemma iscale_sound c i x : 0 <= Q2R c -> contains i x -> contains (iscale c i) (Q2R c * x).
Proof.
  intros P [A B]. unfold contains, iscale. cbn [lower upper]. rewrite !Q2R_mult.
  split; apply Rmult_le_compat_l; assumption.
Qed.
End Series.

(** The first [n] terms of the series with the coefficients [c]. *)
Fixpoint psum (c : nat -> R) (y : R) (n : nat) : R := match n with O => 0 | S m => psum c y m + c m * y ^ m end.

Lemma psum_ext c d y n : (forall m, c m = d m) -> psum c y n = psum d y n.
Proof. intros H. induction n as [|n IH]; simpl; [reflexivity |]. rewrite IH, H. reflexivity. Qed.

Lemma ihorner_sound prec ratio (P : forall k, 0 <= Q2R (ratio k)) Y y n : contains Y y ->
  forall A a, contains A a ->
  contains (ihorner prec ratio Y n (Z.of_nat n) A) (psum (coef ratio) y n + coef ratio n * y ^ n * a).
Proof.
  intros HY. induction n as [|n IH]; intros A a HA.
  - simpl. replace (0 + 1 * 1 * a) with a by ring. exact HA.
  - assert (E : psum (coef ratio) y (S n) + coef ratio (S n) * y ^ S n * a
                = psum (coef ratio) y n + coef ratio n * y ^ n * (1 + Q2R (ratio (Z.of_nat (S n))) * y * a)).
    { cbn [psum coef pow]. ring. }
    rewrite E. cbn [ihorner]. replace (Z.pred (Z.of_nat (S n))) with (Z.of_nat n) by lia.
    apply IH, iadd_sound; [apply (exact_integer 1) |]. apply imul_sound; [| exact HA].
    apply iscale_sound; [apply P | exact HY].
Qed.

(** ** Bounds from derivatives *)
Lemma never_below_start (h h' : R -> R) b : (forall x, 0 <= x <= b -> is_derive h x (h' x)) ->
  (forall x, 0 <= x <= b -> 0 <= h' x) -> forall x, 0 <= x <= b -> h 0 <= h x.
Proof.
  intros D P x X.
  destruct (MVT_gen h 0 x h') as [c [C E]].
  - intros y Y. apply D. revert Y. unfold Rmin, Rmax. destruct (Rle_dec 0 x); lra.
  - intros y Y. apply derivable_continuous_pt. exists (h' y). apply is_derive_Reals, D.
    revert Y. unfold Rmin, Rmax. destruct (Rle_dec 0 x); lra.
  - assert (Q : 0 <= h' c) by (apply P; revert C; unfold Rmin, Rmax; destruct (Rle_dec 0 x); lra).
    assert (0 <= h' c * (x - 0)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma dominated (f f' g g' : R -> R) b :
  (forall x, 0 <= x <= b -> is_derive f x (f' x)) -> (forall x, 0 <= x <= b -> is_derive g x (g' x)) ->
  (forall x, 0 <= x <= b -> Rabs (f' x) <= g' x) -> Rabs (f 0) <= g 0 ->
  forall x, 0 <= x <= b -> Rabs (f x) <= g x.
Proof.
  intros Df Dg H H0 x X.
  assert (U := never_below_start (fun x => g x - f x) (fun x => g' x - f' x) b).
  assert (L := never_below_start (fun x => g x + f x) (fun x => g' x + f' x) b).
  assert (A : g 0 - f 0 <= g x - f x).
  { apply U; [| | exact X].
    - intros y Y. apply (is_derive_minus g f); [apply Dg | apply Df]; exact Y.
    - intros y Y. assert (B := H y Y). assert (C := Rle_abs (f' y)). lra. }
  assert (B : g 0 + f 0 <= g x + f x).
  { apply L; [| | exact X].
    - intros y Y. apply (is_derive_plus g f); [apply Dg | apply Df]; exact Y.
    - intros y Y. assert (B := H y Y). assert (C := Rle_abs (- f' y)). rewrite Rabs_Ropp in C. lra. }
  assert (C := Rle_abs (f 0)). assert (D := Rle_abs (- f 0)). rewrite Rabs_Ropp in D.
  apply Rabs_le. lra.
Qed.

(** What is small against [t] is [t] times something small. *)
Lemma remainder d t b : 0 <= b -> Rabs d <= b * Rabs t -> exists a, - b <= a <= b /\ d = t * a.
Proof.
  intros B H. destruct (Req_dec t 0) as [-> | N].
  - exists 0. rewrite Rabs_R0, Rmult_0_r in H. split; [lra |].
    destruct (Req_dec d 0) as [-> | Nd]; [ring |]. assert (P := Rabs_pos_lt d Nd). lra.
  - exists (d / t). split; [| field; exact N].
    assert (P := Rabs_pos_lt t N). apply Rabs_le_between. rewrite Rabs_div by exact N.
    apply Rmult_le_reg_r with (Rabs t); [exact P |].
    replace (Rabs d / Rabs t * Rabs t) with (Rabs d) by (field; lra). exact H.
Qed.

Lemma derive_ext (f g : R -> R) (x l : R) : (forall t : R, f t = g t) -> is_derive f x l -> is_derive g x l.
Proof. apply (is_derive_ext f g x l). Qed.
Lemma derive_const (c x : R) : is_derive (fun _ : R => c) x 0.
Proof. apply (is_derive_const c x). Qed.
Lemma derive_plus (f g : R -> R) (x a b : R) :
  is_derive f x a -> is_derive g x b -> is_derive (fun t => f t + g t) x (a + b).
Proof. apply (is_derive_plus f g x a b). Qed.
Lemma derive_minus (f g : R -> R) (x a b : R) :
  is_derive f x a -> is_derive g x b -> is_derive (fun t => f t - g t) x (a - b).
Proof. apply (is_derive_minus f g x a b). Qed.
Lemma derive_scal (f : R -> R) (x c a : R) : is_derive f x a -> is_derive (fun t => c * f t) x (c * a).
Proof. apply (is_derive_scal f x c a). Qed.

Lemma power_derive n y : is_derive (fun y => y ^ S n) y ((INR n + 1) * y ^ n).
Proof.
  auto_derive; [exact Logic.I |]. change (match n with O => 1 | S _ => INR n + 1 end) with (INR (S n)).
  rewrite S_INR. cbn [pred]. ring.
Qed.

Lemma odd_power s m y : is_derive (fun y => y * (s * (y * y)) ^ m) y ((2 * INR m + 1) * (s * (y * y)) ^ m).
Proof. auto_derive; auto. destruct m as [|m]; rewrite ?S_INR; cbn [pow pred INR]; ring. Qed.

Lemma even_power s m y : is_derive (fun y => (s * (y * y)) ^ S m) y ((2 * INR m + 2) * (s * y * (s * (y * y)) ^ m)).
Proof.
  auto_derive; [exact Logic.I |]. change (match m with O => 1 | S _ => INR m + 1 end) with (INR (S m)).
  rewrite S_INR. cbn [pred]. ring.
Qed.

Lemma odd_derive c s n y :
  is_derive (fun y => y * psum c (s * (y * y)) n) y (psum (fun m => c m * (2 * INR m + 1)) (s * (y * y)) n).
Proof.
  induction n as [|n IH]; cbn [psum].
  - apply (derive_ext (fun _ => 0)); [intros; ring |]. apply derive_const.
  - apply (derive_ext (fun y => y * psum c (s * (y * y)) n + c n * (y * (s * (y * y)) ^ n))); [intros; ring |].
    rewrite Rmult_assoc. apply (derive_plus (fun y => y * psum c (s * (y * y)) n)); [exact IH |].
    apply (derive_scal (fun y => y * (s * (y * y)) ^ n)), odd_power.
Qed.

Lemma even_derive c s n y :
  is_derive (fun y => psum c (s * (y * y)) (S n)) y
    (s * y * psum (fun m => c (S m) * (2 * INR m + 2)) (s * (y * y)) n).
Proof.
  induction n as [|n IH].
  - cbn [psum]. rewrite Rmult_0_r. apply (derive_ext (fun _ => c O)); [intros; simpl; ring |].
    apply derive_const.
  - apply (derive_ext (fun y => psum c (s * (y * y)) (S n) + c (S n) * (s * (y * y)) ^ S n)); [reflexivity |].
    cbn [psum]. rewrite Rmult_plus_distr_l. apply (derive_plus (fun y => psum c (s * (y * y)) (S n))); [exact IH |].
    replace (s * y * (c (S n) * (2 * INR n + 2) * (s * (y * y)) ^ n))
      with (c (S n) * ((2 * INR n + 2) * (s * y * (s * (y * y)) ^ n))) by ring.
    apply (derive_scal (fun y => (s * (y * y)) ^ S n)), even_power.
Qed.

(** ** The exponential series *)
Definition exp_ratio (k : Z) : Q := Qmake 1 (Z.to_pos k).
Definition sin_ratio (k : Z) : Q := Qmake 1 (Z.to_pos (2 * k * (2 * k + 1))).
Definition cos_ratio (k : Z) : Q := Qmake 1 (Z.to_pos ((2 * k - 1) * (2 * k))).

Lemma one_over_nonneg p : 0 <= Q2R (1 # p).
Proof. rewrite Q2R_make. apply Rlt_le, Rdiv_lt_0_compat; [lra | apply IZR_pos]. Qed.

Lemma one_over k : (0 < k)%Z -> Q2R (Qmake 1 (Z.to_pos k)) = / IZR k.
Proof. intros P. rewrite Q2R_make, Z2Pos.id by exact P. unfold Rdiv. ring. Qed.

Lemma exp_coef n : coef exp_ratio (S n) * (INR n + 1) = coef exp_ratio n.
Proof.
  cbn [coef]. unfold exp_ratio at 2. rewrite one_over by lia. rewrite <- INR_IZR_INZ, S_INR.
  assert (P := pos_INR n). field. lra.
Qed.

Lemma exp_psum_derive n y : is_derive (fun y => psum (coef exp_ratio) y (S n)) y (psum (coef exp_ratio) y n).
Proof.
  induction n as [|n IH].
  - cbn [psum]. apply (derive_ext (fun _ => 1)); [intros; simpl; ring |]. apply derive_const.
  - apply (derive_ext (fun y => psum (coef exp_ratio) y (S n) + coef exp_ratio (S n) * y ^ S n)); [reflexivity |].
    cbn [psum]. apply (derive_plus (fun y => psum (coef exp_ratio) y (S n))); [exact IH |].
    rewrite <- (exp_coef n), Rmult_assoc. apply (derive_scal (fun y => y ^ S n)), power_derive.
Qed.

Lemma exp_series n : forall y, 0 <= y <= 1 ->
  Rabs (exp y - psum (coef exp_ratio) y n) <= 3 * (coef exp_ratio n * y ^ n).
Proof.
  induction n as [|n IH].
  - intros y Y. simpl. rewrite Rminus_0_r, Rabs_pos_eq by (apply Rlt_le, exp_pos).
    assert (H : exp y <= exp 1) by (destruct (Rle_lt_or_eq_dec y 1) as [L | ->]; [lra | | lra];
                                    apply Rlt_le, exp_increasing, L).
    assert (E := exp_le_3). lra.
  - apply (dominated (fun y => exp y - psum (coef exp_ratio) y (S n)) (fun y => exp y - psum (coef exp_ratio) y n)
             (fun y => 3 * (coef exp_ratio (S n) * y ^ S n)) (fun y => 3 * (coef exp_ratio n * y ^ n)) 1).
    + intros y _. apply (derive_minus exp (fun y => psum (coef exp_ratio) y (S n)));
        [apply is_derive_exp | apply exp_psum_derive].
    + intros y _. rewrite <- (exp_coef n), Rmult_assoc.
      apply (derive_scal (fun y => coef exp_ratio (S n) * y ^ S n)).
      apply (derive_scal (fun y => y ^ S n)), power_derive.
    + exact IH.
    + assert (E : psum (coef exp_ratio) 0 (S n) = 1).
      { clear IH. induction n as [|n IH]; [simpl; ring |]. cbn [psum] in *. rewrite IH. simpl. ring. }
      rewrite E, exp_0, Rminus_eq_0, Rabs_R0. simpl. lra.
Qed.

(** ** The series of the sine and the cosine *)
Lemma sin_coef n : coef sin_ratio n * (2 * INR n + 1) = coef cos_ratio n.
Proof.
  induction n as [|n IH]; [simpl; ring |].
  cbn [coef]. rewrite <- IH. unfold sin_ratio at 2, cos_ratio.
  rewrite !one_over by lia. rewrite !mult_IZR, minus_IZR, plus_IZR, !mult_IZR, <- INR_IZR_INZ, S_INR.
  assert (P := pos_INR n). field. lra.
Qed.

Lemma cos_coef n : coef cos_ratio (S n) * (2 * INR n + 2) = coef sin_ratio n.
Proof.
  cbn [coef]. rewrite <- sin_coef. unfold cos_ratio.
  rewrite one_over by lia. rewrite !mult_IZR, minus_IZR, !mult_IZR, <- INR_IZR_INZ, S_INR.
  assert (P := pos_INR n). field. lra.
Qed.

Lemma Rabs_odd y n : 0 <= y -> Rabs (y * (-1 * (y * y)) ^ n) = y * (1 * (y * y)) ^ n.
Proof.
  intros Y. rewrite Rabs_mult, (Rabs_pos_eq y Y), <- RPow_abs, Rabs_mult, (Rabs_left (-1)) by lra.
  replace (- -1) with 1 by lra. rewrite (Rabs_pos_eq (y * y)) by nra. reflexivity.
Qed.

Lemma sin_cos_series n : forall y, 0 <= y ->
  Rabs (cos y - psum (coef cos_ratio) (-1 * (y * y)) n) <= coef cos_ratio n * (1 * (y * y)) ^ n /\
  Rabs (sin y - y * psum (coef sin_ratio) (-1 * (y * y)) n) <= coef sin_ratio n * (y * (1 * (y * y)) ^ n).
Proof.
  assert (step : forall n,
    (forall y, 0 <= y ->
      Rabs (cos y - psum (coef cos_ratio) (-1 * (y * y)) n) <= coef cos_ratio n * (1 * (y * y)) ^ n) ->
    forall y, 0 <= y ->
      Rabs (sin y - y * psum (coef sin_ratio) (-1 * (y * y)) n) <= coef sin_ratio n * (y * (1 * (y * y)) ^ n)).
  { intros m H y Y.
    apply (dominated (fun y => sin y - y * psum (coef sin_ratio) (-1 * (y * y)) m)
             (fun y => cos y - psum (coef cos_ratio) (-1 * (y * y)) m)
             (fun y => coef sin_ratio m * (y * (1 * (y * y)) ^ m))
             (fun y => coef cos_ratio m * (1 * (y * y)) ^ m) y); [| | | | lra].
    - intros x _. rewrite (psum_ext _ (fun m => coef sin_ratio m * (2 * INR m + 1)))
        by (intros k; rewrite sin_coef; reflexivity).
      apply (derive_minus sin (fun y => y * psum (coef sin_ratio) (-1 * (y * y)) m));
        [apply is_derive_sin | apply odd_derive].
    - intros x _. rewrite <- (sin_coef m), Rmult_assoc.
      apply (derive_scal (fun y => y * (1 * (y * y)) ^ m)), odd_power.
    - intros x X. apply H. lra.
    - rewrite sin_0, !Rmult_0_l, Rminus_0_r, Rabs_R0. lra. }
  assert (C : forall y, 0 <= y ->
    Rabs (cos y - psum (coef cos_ratio) (-1 * (y * y)) n) <= coef cos_ratio n * (1 * (y * y)) ^ n).
  { induction n as [|n IH].
    - intros y _. simpl. rewrite Rminus_0_r. assert (B := COS_bound y).
      apply Rabs_le. lra.
    - assert (S := step n IH). intros y Y.
      apply (dominated (fun y => cos y - psum (coef cos_ratio) (-1 * (y * y)) (Datatypes.S n))
               (fun y => - (sin y - y * psum (coef sin_ratio) (-1 * (y * y)) n))
               (fun y => coef cos_ratio (Datatypes.S n) * (1 * (y * y)) ^ Datatypes.S n)
               (fun y => coef sin_ratio n * (y * (1 * (y * y)) ^ n)) y); [| | | | lra].
      + intros x _. replace (- (sin x - x * psum (coef sin_ratio) (-1 * (x * x)) n))
          with (- sin x - (-1 * x * psum (fun m => coef cos_ratio (Datatypes.S m) * (2 * INR m + 2)) (-1 * (x * x)) n)).
        * apply (derive_minus cos (fun y => psum (coef cos_ratio) (-1 * (y * y)) (Datatypes.S n)));
            [apply is_derive_cos | apply even_derive].
        * rewrite (psum_ext _ (coef sin_ratio)) by (intros k; apply cos_coef). ring.
      + intros x _. rewrite <- (cos_coef n).
        replace (coef cos_ratio (Datatypes.S n) * (2 * INR n + 2) * (x * (1 * (x * x)) ^ n))
          with (coef cos_ratio (Datatypes.S n) * ((2 * INR n + 2) * (1 * x * (1 * (x * x)) ^ n))) by ring.
        apply (derive_scal (fun y => (1 * (y * y)) ^ Datatypes.S n)), even_power.
      + intros x X. rewrite Rabs_Ropp. apply S. lra.
      + assert (E : psum (coef cos_ratio) (-1 * (0 * 0)) (Datatypes.S n) = 1).
        { clear. induction n as [|n IH]; [simpl; ring |].
          cbn [psum] in *. rewrite IH. cbn [pow]. ring. }
        rewrite E, cos_0, Rminus_eq_0, Rabs_R0. cbn [pow]. lra. }
  intros y Y. split; [apply C, Y | apply step; [exact C | exact Y]].
Qed.

(** ** The series of the inverse tangents

    With s = -1 it is atan, and with s = 1 it is artanh. *)
Definition atan_ratio (k : Z) : Q := Qmake (Z.abs (2 * k - 1)) (Z.to_pos (2 * k + 1)).

Lemma atan_ratio_nonneg k : 0 <= Q2R (atan_ratio k).
Proof.
  unfold atan_ratio. rewrite Q2R_make. apply Rmult_le_pos; [apply (IZR_le 0); lia |].
  apply Rlt_le, Rinv_0_lt_compat, IZR_pos.
Qed.

Lemma atan_coef n : coef atan_ratio n * (2 * INR n + 1) = 1.
Proof.
  induction n as [|n IH]; [simpl; ring |]. cbn [coef]. unfold atan_ratio at 2. rewrite Q2R_make, Z2Pos.id by lia.
  rewrite Z.abs_eq by lia. rewrite minus_IZR, plus_IZR, !mult_IZR, <- INR_IZR_INZ, S_INR.
  assert (P := pos_INR n). transitivity (coef atan_ratio n * (2 * INR n + 1)); [field; lra | exact IH].
Qed.

Lemma geometric q n : (1 - q) * psum (fun _ => 1) q n = 1 - q ^ n.
Proof. induction n as [|n IH]; simpl; [ring |]. rewrite Rmult_plus_distr_l, IH. ring. Qed.

Lemma atan_series (F : R -> R) s n : -1 <= s <= 1 -> F 0 = 0 ->
  (forall y, 0 <= y <= / 2 -> is_derive F y (/ (1 - s * (y * y)))) ->
  forall y, 0 <= y <= / 2 ->
  Rabs (F y - y * psum (coef atan_ratio) (s * (y * y)) n) <= 2 * (coef atan_ratio n * (y * (1 * (y * y)) ^ n)).
Proof.
  intros S F0 D.
  apply (dominated (fun y => F y - y * psum (coef atan_ratio) (s * (y * y)) n)
           (fun y => / (1 - s * (y * y)) - psum (fun _ => 1) (s * (y * y)) n)
           (fun y => 2 * (coef atan_ratio n * (y * (1 * (y * y)) ^ n)))
           (fun y => 2 * (1 * (y * y)) ^ n)).
  - intros y Y. rewrite (psum_ext (fun _ => 1) (fun m => coef atan_ratio m * (2 * INR m + 1)))
      by (intros k; rewrite atan_coef; reflexivity).
    apply (derive_minus F (fun y => y * psum (coef atan_ratio) (s * (y * y)) n)); [apply D, Y | apply odd_derive].
  - intros y _. apply (derive_scal (fun y => coef atan_ratio n * (y * (1 * (y * y)) ^ n))).
    replace ((1 * (y * y)) ^ n) with (coef atan_ratio n * ((2 * INR n + 1) * (1 * (y * y)) ^ n)) at 1
      by (rewrite <- Rmult_assoc, atan_coef; ring).
    apply (derive_scal (fun y => y * (1 * (y * y)) ^ n)), odd_power.
  - intros y Y. assert (P : / 2 <= 1 - s * (y * y)) by nra.
    replace (/ (1 - s * (y * y)) - psum (fun _ => 1) (s * (y * y)) n) with (/ (1 - s * (y * y)) * (s * (y * y)) ^ n).
    + rewrite Rabs_mult, <- RPow_abs, Rabs_mult, (Rabs_pos_eq (y * y)) by nra.
      apply Rmult_le_compat; [apply Rabs_pos | apply pow_le, Rmult_le_pos; [apply Rabs_pos | nra] | |].
      * rewrite Rabs_pos_eq by (apply Rlt_le, Rinv_0_lt_compat; lra).
        replace 2 with (/ / 2) by (apply Rinv_inv). apply Rinv_le_contravar; lra.
      * apply pow_incr. split; [apply Rmult_le_pos; [apply Rabs_pos | nra] |].
        apply Rmult_le_compat_r; [nra |]. apply Rabs_le. lra.
    + assert (G := geometric (s * (y * y)) n).
      replace ((s * (y * y)) ^ n) with (1 - (1 - s * (y * y)) * psum (fun _ => 1) (s * (y * y)) n) by lra.
      field. lra.
  - rewrite F0, !Rmult_0_l, Rminus_0_r, Rabs_R0. lra.
Qed.

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

Lemma pow2_nat n : IZR (Zpos (pow2 (Z.of_nat n))) = 2 ^ n.
Proof.
  unfold pow2. rewrite Z.shiftl_mul_pow2, Z.mul_1_l by lia.
  rewrite Z2Pos.id by (apply Z.pow_pos_nonneg; lia). symmetry. apply pow_IZR.
Qed.

Lemma Q2R_sub a b : Q2R (a - b) = Q2R a - Q2R b.
Proof. apply Q2R_minus. Qed.

(** ** exp *)
Definition exp_small (p : positive) (y : interval) : interval :=
  let n := terms p 7 3 in ihorner p exp_ratio y n (Z.of_nat n) (around (3 # 1)).

Lemma exp_small_sound p Y y : contains Y y -> 0 <= y <= 1 -> contains (exp_small p Y) (exp y).
Proof.
  intros HY H. unfold exp_small. set (n := terms p 7 3).
  assert (P : 0 <= coef exp_ratio n * y ^ n).
  { apply Rmult_le_pos; [apply coef_nonneg; intros k; apply one_over_nonneg | apply pow_le; lra]. }
  destruct (remainder (exp y - psum (coef exp_ratio) y n) (coef exp_ratio n * y ^ n) 3) as [a [A E]]; [lra | |].
  - rewrite (Rabs_pos_eq (coef exp_ratio n * y ^ n)) by exact P. apply exp_series, H.
  - replace (exp y) with (psum (coef exp_ratio) y n + coef exp_ratio n * y ^ n * a) by lra.
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
    F y = y * (psum (coef atan_ratio) (s * (y * y)) n + coef atan_ratio n * (s * (y * y)) ^ n * a).
Proof.
  intros S F0 D Y. assert (C := coef_nonneg _ atan_ratio_nonneg n).
  assert (B : -1 <= s <= 1) by (destruct S; lra).
  assert (H := atan_series F s n B F0 D y Y).
  destruct (remainder (F y - y * psum (coef atan_ratio) (s * (y * y)) n)
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
    let a := artanh_small p bits (rounded p z z) in Some (iadd p a a)
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
  if Qle_bool q (2 # 5) then atan_small p (if Qle_bool q (1 # 16) then 8 else 2) (rounded p q q)
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

(** ** Square roots *)
Definition sqrt_point (prec : positive) (q : Q) : option interval :=
  let s := (Zpos prec + 2 - magnitude q / 2)%Z in
  let m := if Z.ltb 0 s then pow2 s else 1%positive in
  let n := (Qnum q * Zpos m * Zpos m)%Z in
  let r := Z.div n (Zpos (Qden q)) in
  if Z.ltb r 0 then None
  else
    let a := Z.sqrt r in
    let b := if Z.eqb (a * a * Zpos (Qden q)) n then a else Z.succ a in
    Some (rounded prec (Qmake a m) (Qmake b m)).

Lemma sqrt_point_sound prec q : encloses (sqrt_point prec q) (sqrt (Q2R q)).
Proof.
  unfold sqrt_point. destruct q as [u d]. cbn [Qnum Qden].
  set (m := if Z.ltb 0 _ then _ else _). clearbody m. set (n := (u * Zpos m * Zpos m)%Z). set (r := Z.div n (Zpos d)).
  destruct (Z.ltb_spec r 0) as [_ | R0]; [apply encloses_none |]. apply encloses_some.
  assert (S := Z.sqrt_spec r R0). cbv zeta in S. set (a := Z.sqrt r) in *.
  assert (A0 : (0 <= a)%Z) by apply Z.sqrt_nonneg.
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
    let p := more prec (8 + Z.min 6144 (- 3 * Z.div (Qnum q) (2 * Zpos (Qden q)))) in
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
  let n := terms p 3 14 in let y := rounded p a a in
  let v := imul p y (ihorner p sin_ratio (iopp (isqr p y)) n (Z.of_nat n) (around (1 # 1))) in
  if qneg m then iopp v else v.
Definition cos_point (p : positive) (m : Q) : interval :=
  let a := if qneg m then Qopp m else m in
  let n := terms p 3 14 in let y := rounded p a a in
  ihorner p cos_ratio (iopp (isqr p y)) n (Z.of_nat n) (around (1 # 1)).

Lemma sin_point_nonneg p n Y y : contains Y y -> 0 <= y ->
  contains (imul p Y (ihorner p sin_ratio (iopp (isqr p Y)) n (Z.of_nat n) (around (1 # 1)))) (sin y).
Proof.
  intros H P. destruct (sin_cos_series n y P) as [_ S].
  assert (C : 0 <= coef sin_ratio n) by (apply coef_nonneg; intros k; apply one_over_nonneg).
  destruct (remainder (sin y - y * psum (coef sin_ratio) (-1 * (y * y)) n)
              (coef sin_ratio n * (y * (-1 * (y * y)) ^ n)) 1) as [a [A E]]; [lra | |].
  - rewrite (Rabs_mult (coef sin_ratio n)), (Rabs_pos_eq _ C), Rabs_odd by exact P. lra.
  - replace (sin y) with (y * (psum (coef sin_ratio) (-1 * (y * y)) n + coef sin_ratio n * (-1 * (y * y)) ^ n * a))
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
  destruct (remainder (cos y - psum (coef cos_ratio) (-1 * (y * y)) n)
              (coef cos_ratio n * (-1 * (y * y)) ^ n) 1) as [a [A E]]; [lra | |].
  - rewrite (Rabs_mult (coef cos_ratio n)), (Rabs_pos_eq _ C), <- RPow_abs, Rabs_mult, (Rabs_left (-1)) by lra.
    rewrite (Rabs_pos_eq (y * y)) by nra. replace (- -1) with 1 by lra. lra.
  - replace (cos y) with (psum (coef cos_ratio) (-1 * (y * y)) n + coef cos_ratio n * (-1 * (y * y)) ^ n * a) by lra.
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
