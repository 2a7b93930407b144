(** * Interval arithmetic over Q

    The ends of an interval are rational numbers. After every operation they are rounded outwards to [prec] significant
    bits, so they do not grow. Soundness never uses how a number of bits was chosen, only in which direction an end
    moved. *)
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals.
Import ListNotations.
Open Scope R_scope.

Record interval := { lower : Q; upper : Q }.

Definition contains (i : interval) (x : R) : Prop := Q2R (lower i) <= x <= Q2R (upper i).

(** ** Comparisons *)
Definition qmin (a b : Q) : Q := if Qle_bool a b then a else b.
Definition qmax (a b : Q) : Q := if Qle_bool a b then b else a.
Definition qpos (a : Q) : bool := match Qnum a with Zpos _ => true | _ => false end.
Definition qneg (a : Q) : bool := match Qnum a with Zneg _ => true | _ => false end.

Lemma qle_true a b : Qle_bool a b = true -> Q2R a <= Q2R b.
Proof. intros H. apply Qle_Rle, Qle_bool_iff, H. Qed.

Lemma qle_false a b : Qle_bool a b = false -> Q2R b < Q2R a.
Proof.
  intros H. apply Rnot_le_lt. intros L. apply Rle_Qle, Qle_bool_iff in L. congruence.
Qed.

Lemma qmin_l a b : Q2R (qmin a b) <= Q2R a.
Proof. unfold qmin. destruct (Qle_bool a b) eqn:E; [lra |]. apply qle_false in E. lra. Qed.
Lemma qmin_r a b : Q2R (qmin a b) <= Q2R b.
Proof. unfold qmin. destruct (Qle_bool a b) eqn:E; [apply qle_true in E |]; lra. Qed.
Lemma qmax_l a b : Q2R a <= Q2R (qmax a b).
Proof. unfold qmax. destruct (Qle_bool a b) eqn:E; [apply qle_true in E |]; lra. Qed.
Lemma qmax_r a b : Q2R b <= Q2R (qmax a b).
Proof. unfold qmax. destruct (Qle_bool a b) eqn:E; [lra |]. apply qle_false in E. lra. Qed.

Lemma Q2R_make n d : Q2R (n # d) = IZR n / IZR (Zpos d).
Proof. reflexivity. Qed.

Lemma IZR_pos p : 0 < IZR (Zpos p).
Proof. apply (IZR_lt 0). reflexivity. Qed.

Lemma Q2R_integer n : Q2R (n # 1) = IZR n.
Proof. unfold Q2R. simpl. lra. Qed.

Lemma qpos_true a : qpos a = true -> 0 < Q2R a.
Proof.
  destruct a as [[| n |] d]; try discriminate. intros _. rewrite Q2R_make. apply Rdiv_lt_0_compat; apply IZR_pos.
Qed.

Lemma qneg_true a : qneg a = true -> Q2R a < 0.
Proof.
  destruct a as [[| | n] d]; try discriminate. intros _. rewrite Q2R_make.
  replace (IZR (Zneg n)) with (- IZR (Zpos n)) by (rewrite <- opp_IZR; reflexivity).
  assert (H : 0 < IZR (Zpos n) / IZR (Zpos d)) by (apply Rdiv_lt_0_compat; apply IZR_pos). lra.
Qed.

Lemma qpos_false a : qpos a = false -> Q2R a <= 0.
Proof.
  intros H. destruct (qneg a) eqn:N; [apply qneg_true in N; lra |].
  destruct a as [[| |] d]; try discriminate. unfold Q2R. simpl. lra.
Qed.

Lemma qneg_false a : qneg a = false -> 0 <= Q2R a.
Proof.
  intros H. destruct (qpos a) eqn:N; [apply qpos_true in N; lra |].
  destruct a as [[| |] d]; try discriminate. unfold Q2R. simpl. lra.
Qed.

(** ** Rounding

    [floor_at m q] is the greatest multiple of 1/m that is at most q, and [floor_to m q] the greatest multiple of m. *)
Definition pow2 (n : Z) : positive := Z.to_pos (Z.shiftl 1 n).
Definition floor_at (m : positive) (q : Q) : Q := Qmake (Z.div (Qnum q * Zpos m) (Zpos (Qden q))) m.
Definition floor_to (m : positive) (q : Q) : Q := Qmake (Z.div (Qnum q) (Zpos (Qden q * m)) * Zpos m) 1.

(** The binary logarithm rounded down, by shifts. [Z.log2] walks over the digits one by one. *)
Fixpoint zlog2_by (steps : list Z) (n acc : Z) : Z :=
  match steps with
  | [] => acc
  | s :: steps => let m := Z.shiftr n s in if Z.eqb m 0 then zlog2_by steps n acc else zlog2_by steps m (acc + s)%Z
  end.
Definition zlog2 (n : Z) : Z :=
  if Z.eqb (Z.shiftr n 256) 0 then zlog2_by [128; 64; 32; 16; 8; 4; 2; 1]%Z n 0%Z
  else if Z.eqb (Z.shiftr n 65536) 0 then
    zlog2_by [32768; 16384; 8192; 4096; 2048; 1024; 512; 256; 128; 64; 32; 16; 8; 4; 2; 1]%Z n 0%Z
  else Z.log2 n.

(** The number of binary digits before the point, off by at most one. *)
Definition magnitude (q : Q) : Z := (zlog2 (Z.abs (Qnum q)) - zlog2 (Zpos (Qden q)))%Z.

Definition qdown (prec : positive) (q : Q) : Q :=
  match Qnum q with
  | Z0 => 0 # 1
  | _ =>
    let s := (Zpos prec - magnitude q)%Z in
    if Z.ltb s 0 then floor_to (pow2 (- s)) q
    else match Qden q with xH => q | _ => floor_at (pow2 s) q end
  end.
Definition qup (prec : positive) (q : Q) : Q := Qopp (qdown prec (Qopp q)).

Lemma Q2R_div_le (n k d : Z) : (0 < d)%Z -> (k * d <= n)%Z -> IZR k <= IZR n / IZR d.
Proof.
  intros P H. assert (Pr : 0 < IZR d) by (apply (IZR_lt 0), P).
  apply Rmult_le_reg_r with (IZR d); [exact Pr |].
  replace (IZR n / IZR d * IZR d) with (IZR n) by (field; lra). rewrite <- mult_IZR. apply IZR_le, H.
Qed.

Lemma floor_at_le m q : Q2R (floor_at m q) <= Q2R q.
Proof.
  destruct q as [n d]. unfold floor_at. cbn [Qnum Qden]. rewrite !Q2R_make.
  assert (M := IZR_pos m). assert (D := IZR_pos d).
  assert (H : IZR (n * Zpos m / Zpos d) <= IZR (n * Zpos m) / IZR (Zpos d)).
  { apply Q2R_div_le; [reflexivity |]. rewrite Z.mul_comm. apply Z.mul_div_le. reflexivity. }
  apply Rmult_le_reg_r with (IZR (Zpos m)); [exact M |]. rewrite mult_IZR in H.
  replace (IZR (n * Zpos m / Zpos d) / IZR (Zpos m) * IZR (Zpos m)) with (IZR (n * Zpos m / Zpos d)) by (field; lra).
  replace (IZR n / IZR (Zpos d) * IZR (Zpos m)) with (IZR n * IZR (Zpos m) / IZR (Zpos d)) by (field; lra). exact H.
Qed.

Lemma floor_to_le m q : Q2R (floor_to m q) <= Q2R q.
Proof.
  destruct q as [n d]. unfold floor_to. cbn [Qnum Qden]. rewrite Q2R_integer, Q2R_make.
  apply Q2R_div_le; [reflexivity |].
  assert (H := Z.mul_div_le n (Zpos (d * m)) eq_refl). rewrite Pos2Z.inj_mul in H |- *. lia.
Qed.

Lemma qdown_le prec q : Q2R (qdown prec q) <= Q2R q.
Proof.
  unfold qdown. destruct q as [n d]. cbn [Qnum Qden].
  assert (A : Q2R (if Z.ltb (Zpos prec - magnitude (n # d)) 0
                   then floor_to (pow2 (- (Zpos prec - magnitude (n # d)))) (n # d)
                   else match d with xH => n # d | _ => floor_at (pow2 (Zpos prec - magnitude (n # d))) (n # d) end)
              <= Q2R (n # d)).
  { destruct (Z.ltb _ 0); [apply floor_to_le |]. destruct d; try apply floor_at_le. lra. }
  destruct n; [unfold Q2R; simpl; lra | exact A | exact A].
Qed.

Lemma qup_le prec q : Q2R q <= Q2R (qup prec q).
Proof. unfold qup. rewrite Q2R_opp. assert (H := qdown_le prec (Qopp q)). rewrite Q2R_opp in H. lra. Qed.

(** ** Operations *)
Definition exact (q : Q) : interval := {| lower := q; upper := q |}.
Definition rounded (prec : positive) (l u : Q) : interval := {| lower := qdown prec l; upper := qup prec u |}.
Definition iround (prec : positive) (i : interval) : interval := rounded prec (lower i) (upper i).
Definition iadd (prec : positive) (i j : interval) : interval :=
  rounded prec (Qplus (lower i) (lower j)) (Qplus (upper i) (upper j)).
Definition iopp (i : interval) : interval := {| lower := Qopp (upper i); upper := Qopp (lower i) |}.
Definition isub (prec : positive) (i j : interval) : interval := iadd prec i (iopp j).
Definition imul (prec : positive) (i j : interval) : interval :=
  let a := lower i in let b := upper i in let c := lower j in let d := upper j in
  if qneg a then
    if qneg c then
      let ac := Qmult a c in let ad := Qmult a d in let bc := Qmult b c in let bd := Qmult b d in
      rounded prec (qmin (qmin ac ad) (qmin bc bd)) (qmax (qmax ac ad) (qmax bc bd))
    else rounded prec (Qmult a d) (if qneg b then Qmult b c else Qmult b d)
  else
    if qneg c then rounded prec (Qmult b c) (if qneg d then Qmult a d else Qmult b d)
    else rounded prec (Qmult a c) (Qmult b d).
Definition isqr (prec : positive) (i : interval) : interval :=
  let a := Qmult (lower i) (lower i) in let b := Qmult (upper i) (upper i) in
  if qneg (lower i) then
    if qneg (upper i) then rounded prec b a else {| lower := 0 # 1; upper := qup prec (qmax a b) |}
  else rounded prec a b.
Fixpoint ipower_pos (prec : positive) (i : interval) (n : positive) : interval :=
  match n with
  | xH => i
  | xO n => isqr prec (ipower_pos prec i n)
  | xI n => imul prec i (isqr prec (ipower_pos prec i n))
  end.
Definition ipower (prec : positive) (i : interval) (n : N) : interval :=
  match n with N0 => exact (1 # 1) | Npos n => ipower_pos prec i n end.
Definition iinv (prec : positive) (i : interval) : option interval :=
  if orb (qpos (lower i)) (qneg (upper i)) then Some (rounded prec (Qinv (upper i)) (Qinv (lower i))) else None.
Definition isum (prec : positive) (l : list interval) : interval := fold_right (iadd prec) (exact (0 # 1)) l.
Definition iproduct (prec : positive) (l : list interval) : interval := fold_right (imul prec) (exact (1 # 1)) l.

Definition is_positive (i : interval) : bool := qpos (lower i).
Definition is_negative (i : interval) : bool := qneg (upper i).
Definition excludes_zero (i : interval) : bool := orb (is_positive i) (is_negative i).

(** What is in both, if the two intervals meet. *)
Definition imeet (i j : interval) : interval :=
  {| lower := qmax (lower i) (lower j); upper := qmin (upper i) (upper j) |}.
(** All that is within [r] of [i]. *)
Definition iwiden (prec : positive) (i : interval) (r : Q) : interval :=
  rounded prec (Qminus (lower i) r) (Qplus (upper i) r).
(** Division by an integer, without rounding. *)
Definition qover (q : Q) (k : positive) : Q := Qmake (Qnum q) (Qden q * k).

(** ** Soundness *)
Lemma exact_sound q : contains (exact q) (Q2R q).
Proof. split; apply Rle_refl. Qed.

Lemma exact_integer n : contains (exact (n # 1)) (IZR n).
Proof. rewrite <- Q2R_integer. apply exact_sound. Qed.

Lemma rounded_sound prec l u x : Q2R l <= x -> x <= Q2R u -> contains (rounded prec l u) x.
Proof.
  intros L U. assert (A := qdown_le prec l). assert (B := qup_le prec u).
  unfold contains, rounded. cbn [lower upper]. lra.
Qed.

Lemma iround_sound prec i x : contains i x -> contains (iround prec i) x.
Proof. intros [A B]. apply rounded_sound; assumption. Qed.

Lemma iadd_sound prec i j x y : contains i x -> contains j y -> contains (iadd prec i j) (x + y).
Proof. intros [A B] [C D]. apply rounded_sound; rewrite Q2R_plus; lra. Qed.

Lemma iopp_sound i x : contains i x -> contains (iopp i) (- x).
Proof. intros [A B]. unfold contains, iopp. cbn [lower upper]. rewrite !Q2R_opp. lra. Qed.

Lemma isub_sound prec i j x y : contains i x -> contains j y -> contains (isub prec i j) (x - y).
Proof. intros A B. unfold Rminus, isub. apply iadd_sound; [exact A | apply iopp_sound, B]. Qed.

Lemma Rmult_le_compat_neg_r r a b : r <= 0 -> a <= b -> b * r <= a * r.
Proof. intros N L. rewrite (Rmult_comm b), (Rmult_comm a). apply Rmult_le_compat_neg_l; assumption. Qed.

Lemma mul_ends a b c d x y m M : a <= x <= b -> c <= y <= d ->
  m <= a * c -> m <= a * d -> m <= b * c -> m <= b * d ->
  a * c <= M -> a * d <= M -> b * c <= M -> b * d <= M -> m <= x * y <= M.
Proof.
  intros X Y m1 m2 m3 m4 M1 M2 M3 M4.
  assert (P : m <= a * y <= M).
  { destruct (Rle_or_lt 0 a).
    - assert (a * c <= a * y) by (apply Rmult_le_compat_l; lra).
      assert (a * y <= a * d) by (apply Rmult_le_compat_l; lra). lra.
    - assert (a * d <= a * y) by (apply Rmult_le_compat_neg_l; lra).
      assert (a * y <= a * c) by (apply Rmult_le_compat_neg_l; lra). lra. }
  assert (Q : m <= b * y <= M).
  { destruct (Rle_or_lt 0 b).
    - assert (b * c <= b * y) by (apply Rmult_le_compat_l; lra).
      assert (b * y <= b * d) by (apply Rmult_le_compat_l; lra). lra.
    - assert (b * d <= b * y) by (apply Rmult_le_compat_neg_l; lra).
      assert (b * y <= b * c) by (apply Rmult_le_compat_neg_l; lra). lra. }
  destruct (Rle_or_lt 0 y).
  - assert (a * y <= x * y) by (apply Rmult_le_compat_r; lra).
    assert (x * y <= b * y) by (apply Rmult_le_compat_r; lra). lra.
  - assert (b * y <= x * y) by (apply Rmult_le_compat_neg_r; lra).
    assert (x * y <= a * y) by (apply Rmult_le_compat_neg_r; lra). lra.
Qed.

Lemma imul_sound prec i j x y : contains i x -> contains j y -> contains (imul prec i j) (x * y).
Proof.
  destruct i as [a b], j as [c d]. unfold contains at 1 2. cbn [lower upper]. intros X Y.
  unfold imul. cbn [lower upper]. destruct (qneg a) eqn:A.
  - apply qneg_true in A. destruct (qneg c) eqn:C.
    + set (ac := Qmult a c). set (ad := Qmult a d). set (bc := Qmult b c). set (bd := Qmult b d).
      assert (H : Q2R (qmin (qmin ac ad) (qmin bc bd)) <= x * y <= Q2R (qmax (qmax ac ad) (qmax bc bd))).
      { assert (m := qmin_l (qmin ac ad) (qmin bc bd)). assert (m' := qmin_r (qmin ac ad) (qmin bc bd)).
        assert (M := qmax_l (qmax ac ad) (qmax bc bd)). assert (M' := qmax_r (qmax ac ad) (qmax bc bd)).
        assert (n1 := qmin_l ac ad). assert (n2 := qmin_r ac ad). assert (n3 := qmin_l bc bd).
        assert (n4 := qmin_r bc bd). assert (N1 := qmax_l ac ad). assert (N2 := qmax_r ac ad).
        assert (N3 := qmax_l bc bd). assert (N4 := qmax_r bc bd).
        apply (mul_ends (Q2R a) (Q2R b) (Q2R c) (Q2R d)); try assumption; rewrite <- Q2R_mult;
          fold ac ad bc bd; lra. }
      destruct H. apply rounded_sound; assumption.
    + apply qneg_false in C. apply rounded_sound.
      * rewrite Q2R_mult. apply Rle_trans with (Q2R a * y).
        -- apply Rmult_le_compat_neg_l; lra.
        -- apply Rmult_le_compat_r; lra.
      * destruct (qneg b) eqn:B; [apply qneg_true in B | apply qneg_false in B]; rewrite Q2R_mult.
        -- apply Rle_trans with (Q2R b * y); [apply Rmult_le_compat_r; lra | apply Rmult_le_compat_neg_l; lra].
        -- apply Rle_trans with (Q2R b * y); [apply Rmult_le_compat_r; lra | apply Rmult_le_compat_l; lra].
  - apply qneg_false in A. destruct (qneg c) eqn:C.
    + apply qneg_true in C. apply rounded_sound.
      * rewrite Q2R_mult. apply Rle_trans with (x * Q2R c).
        -- apply Rmult_le_compat_neg_r; lra.
        -- apply Rmult_le_compat_l; lra.
      * destruct (qneg d) eqn:D; [apply qneg_true in D | apply qneg_false in D]; rewrite Q2R_mult.
        -- apply Rle_trans with (x * Q2R d); [apply Rmult_le_compat_l; lra | apply Rmult_le_compat_neg_r; lra].
        -- apply Rle_trans with (x * Q2R d); [apply Rmult_le_compat_l; lra | apply Rmult_le_compat_r; lra].
    + apply qneg_false in C. apply rounded_sound; rewrite Q2R_mult; apply Rmult_le_compat; lra.
Qed.

Lemma isqr_sound prec i x : contains i x -> contains (isqr prec i) (x * x).
Proof.
  destruct i as [a b]. unfold contains at 1. cbn [lower upper]. intros X. unfold isqr. cbn [lower upper].
  destruct (qneg a) eqn:A; [apply qneg_true in A | apply qneg_false in A].
  - destruct (qneg b) eqn:B; [apply qneg_true in B | apply qneg_false in B].
    + apply rounded_sound; rewrite Q2R_mult; nra.
    + unfold contains. cbn [lower upper]. rewrite (Q2R_integer 0).
      assert (U := qup_le prec (qmax (a * a) (b * b))).
      assert (L := qmax_l (a * a) (b * b)). assert (R := qmax_r (a * a) (b * b)). rewrite Q2R_mult in L, R.
      split; [nra |]. destruct (Rle_or_lt 0 x); nra.
  - apply rounded_sound; rewrite Q2R_mult; apply Rmult_le_compat; lra.
Qed.

Lemma ipower_pos_sound prec i x n : contains i x -> contains (ipower_pos prec i n) (x ^ Pos.to_nat n).
Proof.
  intros X. induction n as [n IH | n IH |]; cbn [ipower_pos].
  - rewrite Pos2Nat.inj_xI. replace (x ^ S (2 * Pos.to_nat n)) with (x * (x ^ Pos.to_nat n * x ^ Pos.to_nat n)).
    + apply imul_sound; [exact X | apply isqr_sound, IH].
    + replace (2 * Pos.to_nat n)%nat with (Pos.to_nat n + Pos.to_nat n)%nat by lia. cbn [pow]. rewrite pow_add. ring.
  - rewrite Pos2Nat.inj_xO. replace (x ^ (2 * Pos.to_nat n)) with (x ^ Pos.to_nat n * x ^ Pos.to_nat n).
    + apply isqr_sound, IH.
    + replace (2 * Pos.to_nat n)%nat with (Pos.to_nat n + Pos.to_nat n)%nat by lia. rewrite pow_add. ring.
  - change (Pos.to_nat 1) with 1%nat. rewrite pow_1. exact X.
Qed.

Lemma ipower_sound prec i x n : contains i x -> contains (ipower prec i n) (x ^ N.to_nat n).
Proof.
  intros X. destruct n as [| n]; [apply (exact_integer 1) |]. apply ipower_pos_sound, X.
Qed.

Lemma Q2R_inv_pos q : 0 < Q2R q -> Q2R (Qinv q) = / Q2R q.
Proof. intros P. apply Q2R_inv. intros Z. apply Qeq_eqR in Z. rewrite (Q2R_integer 0) in Z. lra. Qed.
Lemma Q2R_inv_neg q : Q2R q < 0 -> Q2R (Qinv q) = / Q2R q.
Proof. intros P. apply Q2R_inv. intros Z. apply Qeq_eqR in Z. rewrite (Q2R_integer 0) in Z. lra. Qed.

Lemma excludes_zero_sound i x : excludes_zero i = true -> contains i x -> x <> 0.
Proof.
  intros H [A B]. apply Bool.orb_prop in H. destruct H as [H | H].
  - apply qpos_true in H. lra.
  - apply qneg_true in H. lra.
Qed.

Lemma is_positive_sound i x : is_positive i = true -> contains i x -> 0 < x.
Proof. intros H [A B]. apply qpos_true in H. lra. Qed.

Lemma is_negative_sound i x : is_negative i = true -> contains i x -> x < 0.
Proof. intros H [A B]. apply qneg_true in H. lra. Qed.

Lemma iinv_sound prec i j x : iinv prec i = Some j -> contains i x -> x <> 0 /\ contains j (/ x).
Proof.
  unfold iinv. intros H [A B]. destruct (orb _ _) eqn:E; [| discriminate]. injection H as <-.
  apply Bool.orb_prop in E. destruct E as [E | E].
  - apply qpos_true in E. split; [lra |].
    apply rounded_sound; rewrite Q2R_inv_pos by lra; apply Rinv_le_contravar; lra.
  - apply qneg_true in E. split; [lra |].
    apply rounded_sound; rewrite Q2R_inv_neg by lra.
    + apply Ropp_le_cancel. rewrite <- !Rinv_opp. apply Rinv_le_contravar; lra.
    + apply Ropp_le_cancel. rewrite <- !Rinv_opp. apply Rinv_le_contravar; lra.
Qed.

Lemma isum_sound prec l xs : Forall2 contains l xs -> contains (isum prec l) (fold_right Rplus 0 xs).
Proof.
  intros H. induction H as [| i x l xs C H IH]; [apply (exact_integer 0) |]. cbn [isum fold_right].
  apply iadd_sound; assumption.
Qed.

Lemma iproduct_sound prec l xs : Forall2 contains l xs -> contains (iproduct prec l) (fold_right Rmult 1 xs).
Proof.
  intros H. induction H as [| i x l xs C H IH]; [apply (exact_integer 1) |]. cbn [iproduct fold_right].
  apply imul_sound; assumption.
Qed.

Lemma imeet_sound i j x : contains i x -> contains j x -> contains (imeet i j) x.
Proof.
  intros [A B] [C D]. unfold contains, imeet, qmax, qmin. cbn [lower upper].
  destruct (Qle_bool (lower i) (lower j)), (Qle_bool (upper i) (upper j)); lra.
Qed.

Lemma iwiden_sound prec i r x y : contains i x -> Rabs (y - x) <= Q2R r -> contains (iwiden prec i r) y.
Proof.
  intros [A B] D. assert (U := Rle_abs (y - x)). assert (L := Rle_abs (- (y - x))). rewrite Rabs_Ropp in L.
  apply rounded_sound; [rewrite Q2R_minus | rewrite Q2R_plus]; lra.
Qed.

Lemma Q2R_over q k : Q2R (qover q k) = Q2R q / IZR (Zpos k).
Proof.
  destruct q as [n d]. unfold qover. cbn [Qnum Qden]. rewrite !Q2R_make, Pos2Z.inj_mul, mult_IZR.
  assert (D := IZR_pos d). assert (K := IZR_pos k). field. lra.
Qed.
