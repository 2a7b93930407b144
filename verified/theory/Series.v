(** * Power series and their remainders

    Every elementary function is a power series with a remainder that the mean value theorem bounds. One Horner scheme
    over intervals sums them all: it starts at an interval that contains the remainder. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals.
From Certsim Require Import Interval.
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
Fixpoint ssum (c : nat -> R) (y : R) (n : nat) : R := match n with O => 0 | S m => ssum c y m + c m * y ^ m end.

Lemma ssum_ext c d y n : (forall m, c m = d m) -> ssum c y n = ssum d y n.
Proof. intros H. induction n as [|n IH]; simpl; [reflexivity |]. rewrite IH, H. reflexivity. Qed.

Lemma ihorner_sound prec ratio (P : forall k, 0 <= Q2R (ratio k)) Y y n : contains Y y ->
  forall A a, contains A a ->
  contains (ihorner prec ratio Y n (Z.of_nat n) A) (ssum (coef ratio) y n + coef ratio n * y ^ n * a).
Proof.
  intros HY. induction n as [|n IH]; intros A a HA.
  - simpl. replace (0 + 1 * 1 * a) with a by ring. exact HA.
  - assert (E : ssum (coef ratio) y (S n) + coef ratio (S n) * y ^ S n * a
                = ssum (coef ratio) y n + coef ratio n * y ^ n * (1 + Q2R (ratio (Z.of_nat (S n))) * y * a)).
    { cbn [ssum coef pow]. ring. }
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
  is_derive (fun y => y * ssum c (s * (y * y)) n) y (ssum (fun m => c m * (2 * INR m + 1)) (s * (y * y)) n).
Proof.
  induction n as [|n IH]; cbn [ssum].
  - apply (derive_ext (fun _ => 0)); [intros; ring |]. apply derive_const.
  - apply (derive_ext (fun y => y * ssum c (s * (y * y)) n + c n * (y * (s * (y * y)) ^ n))); [intros; ring |].
    rewrite Rmult_assoc. apply (derive_plus (fun y => y * ssum c (s * (y * y)) n)); [exact IH |].
    apply (derive_scal (fun y => y * (s * (y * y)) ^ n)), odd_power.
Qed.

Lemma even_derive c s n y :
  is_derive (fun y => ssum c (s * (y * y)) (S n)) y
    (s * y * ssum (fun m => c (S m) * (2 * INR m + 2)) (s * (y * y)) n).
Proof.
  induction n as [|n IH].
  - cbn [ssum]. rewrite Rmult_0_r. apply (derive_ext (fun _ => c O)); [intros; simpl; ring |].
    apply derive_const.
  - apply (derive_ext (fun y => ssum c (s * (y * y)) (S n) + c (S n) * (s * (y * y)) ^ S n)); [reflexivity |].
    cbn [ssum]. rewrite Rmult_plus_distr_l. apply (derive_plus (fun y => ssum c (s * (y * y)) (S n))); [exact IH |].
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

Lemma exp_ssum_derive n y : is_derive (fun y => ssum (coef exp_ratio) y (S n)) y (ssum (coef exp_ratio) y n).
Proof.
  induction n as [|n IH].
  - cbn [ssum]. apply (derive_ext (fun _ => 1)); [intros; simpl; ring |]. apply derive_const.
  - apply (derive_ext (fun y => ssum (coef exp_ratio) y (S n) + coef exp_ratio (S n) * y ^ S n)); [reflexivity |].
    cbn [ssum]. apply (derive_plus (fun y => ssum (coef exp_ratio) y (S n))); [exact IH |].
    rewrite <- (exp_coef n), Rmult_assoc. apply (derive_scal (fun y => y ^ S n)), power_derive.
Qed.

Lemma exp_series n : forall y, 0 <= y <= 1 ->
  Rabs (exp y - ssum (coef exp_ratio) y n) <= 3 * (coef exp_ratio n * y ^ n).
Proof.
  induction n as [|n IH].
  - intros y Y. simpl. rewrite Rminus_0_r, Rabs_pos_eq by (apply Rlt_le, exp_pos).
    assert (H : exp y <= exp 1) by (destruct (Rle_lt_or_eq_dec y 1) as [L | ->]; [lra | | lra];
                                    apply Rlt_le, exp_increasing, L).
    assert (E := exp_le_3). lra.
  - apply (dominated (fun y => exp y - ssum (coef exp_ratio) y (S n)) (fun y => exp y - ssum (coef exp_ratio) y n)
             (fun y => 3 * (coef exp_ratio (S n) * y ^ S n)) (fun y => 3 * (coef exp_ratio n * y ^ n)) 1).
    + intros y _. apply (derive_minus exp (fun y => ssum (coef exp_ratio) y (S n)));
        [apply is_derive_exp | apply exp_ssum_derive].
    + intros y _. rewrite <- (exp_coef n), Rmult_assoc.
      apply (derive_scal (fun y => coef exp_ratio (S n) * y ^ S n)).
      apply (derive_scal (fun y => y ^ S n)), power_derive.
    + exact IH.
    + assert (E : ssum (coef exp_ratio) 0 (S n) = 1).
      { clear IH. induction n as [|n IH]; [simpl; ring |]. cbn [ssum] in *. rewrite IH. simpl. ring. }
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
  Rabs (cos y - ssum (coef cos_ratio) (-1 * (y * y)) n) <= coef cos_ratio n * (1 * (y * y)) ^ n /\
  Rabs (sin y - y * ssum (coef sin_ratio) (-1 * (y * y)) n) <= coef sin_ratio n * (y * (1 * (y * y)) ^ n).
Proof.
  assert (step : forall n,
    (forall y, 0 <= y ->
      Rabs (cos y - ssum (coef cos_ratio) (-1 * (y * y)) n) <= coef cos_ratio n * (1 * (y * y)) ^ n) ->
    forall y, 0 <= y ->
      Rabs (sin y - y * ssum (coef sin_ratio) (-1 * (y * y)) n) <= coef sin_ratio n * (y * (1 * (y * y)) ^ n)).
  { intros m H y Y.
    apply (dominated (fun y => sin y - y * ssum (coef sin_ratio) (-1 * (y * y)) m)
             (fun y => cos y - ssum (coef cos_ratio) (-1 * (y * y)) m)
             (fun y => coef sin_ratio m * (y * (1 * (y * y)) ^ m))
             (fun y => coef cos_ratio m * (1 * (y * y)) ^ m) y); [| | | | lra].
    - intros x _. rewrite (ssum_ext _ (fun m => coef sin_ratio m * (2 * INR m + 1)))
        by (intros k; rewrite sin_coef; reflexivity).
      apply (derive_minus sin (fun y => y * ssum (coef sin_ratio) (-1 * (y * y)) m));
        [apply is_derive_sin | apply odd_derive].
    - intros x _. rewrite <- (sin_coef m), Rmult_assoc.
      apply (derive_scal (fun y => y * (1 * (y * y)) ^ m)), odd_power.
    - intros x X. apply H. lra.
    - rewrite sin_0, !Rmult_0_l, Rminus_0_r, Rabs_R0. lra. }
  assert (C : forall y, 0 <= y ->
    Rabs (cos y - ssum (coef cos_ratio) (-1 * (y * y)) n) <= coef cos_ratio n * (1 * (y * y)) ^ n).
  { induction n as [|n IH].
    - intros y _. simpl. rewrite Rminus_0_r. assert (B := COS_bound y).
      apply Rabs_le. lra.
    - assert (S := step n IH). intros y Y.
      apply (dominated (fun y => cos y - ssum (coef cos_ratio) (-1 * (y * y)) (Datatypes.S n))
               (fun y => - (sin y - y * ssum (coef sin_ratio) (-1 * (y * y)) n))
               (fun y => coef cos_ratio (Datatypes.S n) * (1 * (y * y)) ^ Datatypes.S n)
               (fun y => coef sin_ratio n * (y * (1 * (y * y)) ^ n)) y); [| | | | lra].
      + intros x _. replace (- (sin x - x * ssum (coef sin_ratio) (-1 * (x * x)) n))
          with (- sin x - (-1 * x * ssum (fun m => coef cos_ratio (Datatypes.S m) * (2 * INR m + 2)) (-1 * (x * x)) n)).
        * apply (derive_minus cos (fun y => ssum (coef cos_ratio) (-1 * (y * y)) (Datatypes.S n)));
            [apply is_derive_cos | apply even_derive].
        * rewrite (ssum_ext _ (coef sin_ratio)) by (intros k; apply cos_coef). ring.
      + intros x _. rewrite <- (cos_coef n).
        replace (coef cos_ratio (Datatypes.S n) * (2 * INR n + 2) * (x * (1 * (x * x)) ^ n))
          with (coef cos_ratio (Datatypes.S n) * ((2 * INR n + 2) * (1 * x * (1 * (x * x)) ^ n))) by ring.
        apply (derive_scal (fun y => (1 * (y * y)) ^ Datatypes.S n)), even_power.
      + intros x X. rewrite Rabs_Ropp. apply S. lra.
      + assert (E : ssum (coef cos_ratio) (-1 * (0 * 0)) (Datatypes.S n) = 1).
        { clear. induction n as [|n IH]; [simpl; ring |].
          cbn [ssum] in *. rewrite IH. cbn [pow]. ring. }
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

Lemma geometric q n : (1 - q) * ssum (fun _ => 1) q n = 1 - q ^ n.
Proof. induction n as [|n IH]; simpl; [ring |]. rewrite Rmult_plus_distr_l, IH. ring. Qed.

Lemma atan_series (F : R -> R) s n : -1 <= s <= 1 -> F 0 = 0 ->
  (forall y, 0 <= y <= / 2 -> is_derive F y (/ (1 - s * (y * y)))) ->
  forall y, 0 <= y <= / 2 ->
  Rabs (F y - y * ssum (coef atan_ratio) (s * (y * y)) n) <= 2 * (coef atan_ratio n * (y * (1 * (y * y)) ^ n)).
Proof.
  intros S F0 D.
  apply (dominated (fun y => F y - y * ssum (coef atan_ratio) (s * (y * y)) n)
           (fun y => / (1 - s * (y * y)) - ssum (fun _ => 1) (s * (y * y)) n)
           (fun y => 2 * (coef atan_ratio n * (y * (1 * (y * y)) ^ n)))
           (fun y => 2 * (1 * (y * y)) ^ n)).
  - intros y Y. rewrite (ssum_ext (fun _ => 1) (fun m => coef atan_ratio m * (2 * INR m + 1)))
      by (intros k; rewrite atan_coef; reflexivity).
    apply (derive_minus F (fun y => y * ssum (coef atan_ratio) (s * (y * y)) n)); [apply D, Y | apply odd_derive].
  - intros y _. apply (derive_scal (fun y => coef atan_ratio n * (y * (1 * (y * y)) ^ n))).
    replace ((1 * (y * y)) ^ n) with (coef atan_ratio n * ((2 * INR n + 1) * (1 * (y * y)) ^ n)) at 1
      by (rewrite <- Rmult_assoc, atan_coef; ring).
    apply (derive_scal (fun y => y * (1 * (y * y)) ^ n)), odd_power.
  - intros y Y. assert (P : / 2 <= 1 - s * (y * y)) by nra.
    replace (/ (1 - s * (y * y)) - ssum (fun _ => 1) (s * (y * y)) n) with (/ (1 - s * (y * y)) * (s * (y * y)) ^ n).
    + rewrite Rabs_mult, <- RPow_abs, Rabs_mult, (Rabs_pos_eq (y * y)) by nra.
      apply Rmult_le_compat; [apply Rabs_pos | apply pow_le, Rmult_le_pos; [apply Rabs_pos | nra] | |].
      * rewrite Rabs_pos_eq by (apply Rlt_le, Rinv_0_lt_compat; lra).
        replace 2 with (/ / 2) by (apply Rinv_inv). apply Rinv_le_contravar; lra.
      * apply pow_incr. split; [apply Rmult_le_pos; [apply Rabs_pos | nra] |].
        apply Rmult_le_compat_r; [nra |]. apply Rabs_le. lra.
    + assert (G := geometric (s * (y * y)) n).
      replace ((s * (y * y)) ^ n) with (1 - (1 - s * (y * y)) * ssum (fun _ => 1) (s * (y * y)) n) by lra.
      field. lra.
  - rewrite F0, !Rmult_0_l, Rminus_0_r, Rabs_R0. lra.
Qed.
