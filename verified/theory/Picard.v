(** * Integral curves exist (Picard–Lindelöf): what refutations need

    Finitely or infinitely many coordinates, a field that is bounded and Lipschitz on a ball in the maximum norm. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List PArith.
From Certsim Require Import Gronwall Poly Functions Expr Germs.
Import ListNotations.
Open Scope R_scope.

Lemma lipschitz_continuous (f : R -> R) C x : 0 <= C -> (forall s t, Rabs (f s - f t) <= C * Rabs (s - t)) ->
  continuous f x.
Proof.
  intros C0 H. apply filterlim_locally. intros eps.
  assert (P : 0 < eps / (C + 1)) by (apply Rdiv_lt_0_compat; [apply cond_pos | lra]).
  exists (mkposreal _ P). intros y B. unfold ball in *. simpl in *. unfold AbsRing_ball, abs, minus, plus, opp in *.
  simpl in *.
  eapply Rle_lt_trans; [apply (H y x) |].
  apply Rle_lt_trans with (C * (eps / (C + 1))).
  - apply Rmult_le_compat_l; [exact C0 | left; exact B].
  - assert (E : 0 < eps) by apply cond_pos. apply Rmult_lt_reg_r with (C + 1); [lra |].
    replace (C * (eps / (C + 1)) * (C + 1)) with (C * eps) by (field; lra). nra.
Qed.

Lemma ex_RInt_cont (f : R -> R) a b : (forall s, continuous f s) -> ex_RInt f a b.
Proof. intros K. apply (@ex_RInt_continuous R_CompleteNormedModule). intros z _. apply K. Qed.

Definition integral (f : R -> R) (a b : R) : R := RInt f a b.

Lemma integral_bound (f : R -> R) C a b : (forall s, continuous f s) -> (forall s, Rabs (f s) <= C) ->
  Rabs (integral f a b) <= C * Rabs (b - a).
Proof.
  intros K B. unfold integral.
  assert (E : forall x y, ex_RInt f x y) by (intros; apply ex_RInt_cont, K).
  destruct (Rle_or_lt a b) as [ab | ba].
  - rewrite (Rabs_right (b - a)) by lra. rewrite Rmult_comm. apply abs_RInt_le_const; auto.
  - rewrite <- opp_RInt_swap by apply E. unfold opp. simpl. rewrite Rabs_Ropp, (Rabs_left (b - a)) by lra.
    replace (C * - (b - a)) with ((a - b) * C) by ring. apply abs_RInt_le_const; auto. lra.
Qed.

Lemma integral_minus f g a b : (forall s, continuous f s) -> (forall s, continuous g s) ->
  integral (fun s => f s - g s) a b = integral f a b - integral g a b.
Proof. intros F G. exact (RInt_minus f g a b (ex_RInt_cont f a b F) (ex_RInt_cont g a b G)). Qed.

Lemma integral_from f a b c : (forall s, continuous f s) -> integral f a c - integral f a b = integral f b c.
Proof.
  intros F. assert (A := RInt_Chasles f a b c (ex_RInt_cont f a b F) (ex_RInt_cont f b c F)).
  change (integral f a b + integral f b c = integral f a c) in A. lra.
Qed.

Lemma integral_point f a : integral f a a = 0.
Proof. exact (RInt_point a f). Qed.

Lemma integral_derive f a t : (forall s, continuous f s) -> is_derive (fun t => integral f a t) t (f t).
Proof.
  intros F. apply (is_derive_RInt f _ a); [| apply F].
  apply filter_forall. intros y. apply (RInt_correct f). apply ex_RInt_cont, F.
Qed.

Section Picard.
Variables (X : positive -> (positive -> R) -> R) (p : positive -> R) (r L M : R).
Hypothesis r0 : 0 < r.
Hypothesis L0 : 0 < L.
Hypothesis M0 : 0 < M.
Definition in_ball (u : positive -> R) := forall i, Rabs (u i - p i) <= r.
Hypothesis bound : forall u i, in_ball u -> Rabs (X i u) <= M.
Hypothesis lip : forall u v D i, in_ball u -> in_ball v -> (forall j, Rabs (u j - v j) <= D) ->
  Rabs (X i u - X i v) <= L * D.

Definition delta := Rmin (r / M) (/ (2 * L)).
Lemma delta0 : 0 < delta.
Proof. apply Rmin_glb_lt; [apply Rdiv_lt_0_compat; assumption | apply Rinv_0_lt_compat; lra]. Qed.
Lemma deltaM : M * delta <= r.
Proof.
  assert (A := Rmin_l (r / M) (/ (2 * L))). fold delta in A.
  apply Rle_trans with (M * (r / M)); [apply Rmult_le_compat_l; lra | right; field; lra].
Qed.
Lemma deltaL : L * delta <= / 2.
Proof.
  assert (A := Rmin_r (r / M) (/ (2 * L))). fold delta in A.
  apply Rle_trans with (L * (/ (2 * L))); [apply Rmult_le_compat_l; lra | right; field; lra].
Qed.

Definition clamp (t : R) := Rmax (- delta) (Rmin delta t).
Lemma clamp_range t : Rabs (clamp t) <= delta.
Proof.
  unfold clamp. assert (D := delta0). apply Rabs_le. split; [apply Rmax_l |].
  apply Rmax_lub; [lra | apply Rmin_l].
Qed.
Lemma clamp_id t : Rabs t <= delta -> clamp t = t.
Proof.
  intros H. apply Rabs_le_between in H. unfold clamp. rewrite Rmin_right by lra. rewrite Rmax_right by lra. reflexivity.
Qed.
Lemma clamp_lip s t : Rabs (clamp s - clamp t) <= Rabs (s - t).
Proof.
  unfold clamp, Rmax, Rmin. assert (D := delta0).
  repeat destruct Rle_dec; unfold Rabs; repeat destruct Rcase_abs; lra.
Qed.

Fixpoint iterate (k : nat) (t : R) (i : positive) : R :=
  match k with O => p i | S k => p i + integral (fun s => X i (iterate k (clamp s))) 0 t end.

(** A path in the ball that is M-Lipschitz gives a continuous integrand. *)
Lemma integrand_continuous (u : R -> positive -> R) i s :
  (forall t, in_ball (u (clamp t))) -> (forall s t j, Rabs (u s j - u t j) <= M * Rabs (s - t)) ->
  continuous (fun s => X i (u (clamp s))) s.
Proof.
  intros B U. apply (lipschitz_continuous _ (L * M)); [nra |]. intros x y.
  rewrite Rmult_assoc. apply lip; [apply B | apply B |]. intros j. eapply Rle_trans; [apply U |].
  apply Rmult_le_compat_l; [lra | apply clamp_lip].
Qed.

Lemma iterate_good k : (forall t, in_ball (iterate k (clamp t))) /\
  (forall s t i, Rabs (iterate k s i - iterate k t i) <= M * Rabs (s - t)).
Proof.
  induction k as [|k [B U]].
  - split.
    + intros t i. simpl. rewrite Rminus_eq_0, Rabs_R0. lra.
    + intros s t i. simpl. rewrite Rminus_eq_0, Rabs_R0. assert (A := Rabs_pos (s - t)). nra.
  - assert (C : forall i s, continuous (fun s => X i (iterate k (clamp s))) s) by (intros;
      apply integrand_continuous; assumption).
    split.
    + intros t i. simpl. match goal with |- Rabs (?a + ?x - ?a) <= _ => replace (a + x - a) with x by ring end.
      eapply Rle_trans; [apply (integral_bound _ M); [apply C | intros; apply bound, B] |].
      eapply Rle_trans; [| apply deltaM]. apply Rmult_le_compat_l; [lra |]. rewrite Rminus_0_r. apply clamp_range.
    + intros s t i. simpl.
      match goal with |- Rabs (?a + ?x - (?a + ?y)) <= _ => replace (a + x - (a + y)) with (x - y) by ring end.
      rewrite integral_from by apply C.
      apply (integral_bound _ M); [apply C | intros; apply bound, B].
Qed.

Lemma iterate_step k t i : Rabs (iterate (S k) (clamp t) i - iterate k (clamp t) i) <= r * / 2 ^ k.
Proof.
  revert t i. induction k as [|k IH]; intros t i.
  - replace (r * / 2 ^ 0) with r by (simpl; field). apply (proj1 (iterate_good 1) t i).
  - assert (C : forall k i s, continuous (fun s => X i (iterate k (clamp s))) s).
    { intros k' i' s. destruct (iterate_good k') as [B U]. apply integrand_continuous; assumption. }
    change (iterate (S (S k)) (clamp t) i) with (p i + integral (fun s => X i (iterate (S k) (clamp s))) 0 (clamp t)).
    change (iterate (S k) (clamp t) i) with (p i + integral (fun s => X i (iterate k (clamp s))) 0 (clamp t)) at 1.
    match goal with |- Rabs (?a + ?x - (?a + ?y)) <= _ => replace (a + x - (a + y)) with (x - y) by ring end.
    rewrite <- integral_minus by apply C.
    eapply Rle_trans; [apply (integral_bound _ (L * (r * / 2 ^ k))) |].
    + intros s. apply (continuous_minus (fun s => X i (iterate (S k) (clamp s))) (fun s =>
        X i (iterate k (clamp s)))); apply C.
    + intros s. apply lip; [apply iterate_good | apply iterate_good |]. intros j. apply IH.
    + rewrite Rminus_0_r. assert (K := clamp_range t). assert (D := deltaL).
      assert (P : 0 < r * / 2 ^ k) by (apply Rmult_lt_0_compat; [assumption | apply Rinv_0_lt_compat, pow_lt; lra]).
      replace (r * / 2 ^ S k) with (/ 2 * (r * / 2 ^ k)) by (simpl; field; apply pow_nonzero; lra).
      apply Rle_trans with (L * (r * / 2 ^ k) * delta); [apply Rmult_le_compat_l; [nra | exact K] |]. nra.
Qed.

Lemma iterate_far n m t i : Rabs (iterate (n + m) (clamp t) i - iterate n (clamp t) i) <= 2 * r * / 2 ^ n - 2 * r * /
  2 ^ (n + m).
Proof.
  induction m as [|m IH].
  - rewrite Nat.add_0_r, Rminus_eq_0, Rabs_R0. lra.
  - rewrite Nat.add_succ_r. assert (A := iterate_step (n + m) t i).
    replace (iterate (S (n + m)) (clamp t) i - iterate n (clamp t) i)
      with ((iterate (S (n + m)) (clamp t) i - iterate (n + m) (clamp t) i) + (iterate (n + m) (clamp t) i - iterate n
        (clamp t) i)) by ring.
    eapply Rle_trans; [apply Rabs_triang |].
    replace (2 * r * / 2 ^ S (n + m)) with (r * / 2 ^ (n + m)) by (simpl; field; apply pow_nonzero; lra).
    lra.
Qed.
Lemma iterate_close n m t i : (n <= m)%nat -> Rabs (iterate m (clamp t) i - iterate n (clamp t) i) <= 2 * r * / 2 ^ n.
Proof.
  intros H. replace m with (n + (m - n))%nat by lia. eapply Rle_trans; [apply iterate_far |].
  assert (0 < r * / 2 ^ (n + (m - n))); [| lra]. apply Rmult_lt_0_compat;
    [assumption | apply Rinv_0_lt_compat, pow_lt; lra].
Qed.

Lemma geometric C eps : 0 < eps -> exists N, forall n, (N <= n)%nat -> C * / 2 ^ n < eps.
Proof.
  intros E. destruct (Rle_or_lt C 0) as [L' | P].
  - exists O. intros n _. assert (0 < / 2 ^ n) by (apply Rinv_0_lt_compat, pow_lt; lra). nra.
  - destruct (pow_lt_1_zero (/ 2) ltac:(rewrite Rabs_right; lra) (eps / C) ltac:(apply Rdiv_lt_0_compat; lra)) as [N H].
    exists N. intros n Hn. assert (A := H n Hn).
    rewrite Rabs_right in A by (left; apply pow_lt; lra). rewrite pow_inv in A.
    apply Rmult_lt_reg_r with (/ C); [apply Rinv_0_lt_compat; lra |].
    rewrite (Rmult_comm C), Rmult_assoc, Rinv_r, Rmult_1_r by lra. exact A.
Qed.

Lemma cauchy t i : Cauchy_crit (fun k => iterate k (clamp t) i).
Proof.
  intros eps E. destruct (geometric (4 * r) eps E) as [N H]. exists N. intros n m Hn Hm.
  unfold R_dist. assert (A := iterate_close N n t i Hn). assert (B := iterate_close N m t i Hm).
  replace (iterate n (clamp t) i - iterate m (clamp t) i)
    with ((iterate n (clamp t) i - iterate N (clamp t) i) - (iterate m (clamp t) i - iterate N (clamp t) i)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang |]. rewrite Rabs_Ropp. specialize (H N (le_n N)). lra.
Qed.

Definition curve (t : R) (i : positive) : R := real (Lim_seq (fun k => iterate k (clamp t) i)).

Lemma curve_close n t i : Rabs (iterate n (clamp t) i - curve t i) <= 2 * r * / 2 ^ n.
Proof.
  unfold curve. destruct (R_complete _ (cauchy t i)) as [l Hl].
  rewrite (is_lim_seq_unique _ l (proj2 (is_lim_seq_Reals _ l) Hl)). simpl. apply le_epsilon. intros eps E.
  destruct (Hl eps E) as [N H]. assert (A := H (max n N) ltac:(lia)).
  assert (B := iterate_close n (max n N) t i ltac:(lia)).
  unfold R_dist in A.
  replace (iterate n (clamp t) i - l) with (- (iterate (max n N) (clamp t) i - iterate n (clamp t) i) + (iterate (max
    n N) (clamp t) i - l)) by ring.
  eapply Rle_trans; [apply Rabs_triang |]. rewrite Rabs_Ropp. lra.
Qed.

Lemma curve_ball t : in_ball (curve t).
Proof.
  intros i. apply le_epsilon. intros eps E. destruct (geometric (2 * r) eps E) as [N H].
  assert (A := curve_close N t i). assert (B := proj1 (iterate_good N) t i). specialize (H N (le_n N)).
  replace (curve t i - p i) with (- (iterate N (clamp t) i - curve t i) + (iterate N (clamp t) i - p i)) by ring.
  eapply Rle_trans; [apply Rabs_triang |]. rewrite Rabs_Ropp. lra.
Qed.

Lemma curve_lip s t i : Rabs (curve s i - curve t i) <= M * Rabs (s - t).
Proof.
  apply le_epsilon. intros eps E. destruct (geometric (4 * r) eps E) as [N H]. specialize (H N (le_n N)).
  assert (A := curve_close N s i). assert (B := curve_close N t i).
  assert (C := proj2 (iterate_good N) (clamp s) (clamp t) i). assert (D := clamp_lip s t).
  replace (curve s i - curve t i) with (- (iterate N (clamp s) i - curve s i) + ((iterate N (clamp t) i - curve t i) +
    (iterate N (clamp s) i - iterate N (clamp t) i))) by ring.
  eapply Rle_trans; [apply Rabs_triang |]. rewrite Rabs_Ropp.
  assert (F := Rabs_triang (iterate N (clamp t) i - curve t i) (iterate N (clamp s) i - iterate N (clamp t) i)).
  assert (G : M * Rabs (clamp s - clamp t) <= M * Rabs (s - t)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Lemma curve_clamp t : curve (clamp t) = curve t.
Proof. unfold curve. rewrite (clamp_id (clamp t)) by apply clamp_range. reflexivity. Qed.

Lemma curve_start i : curve 0 i = p i.
Proof.
  apply Rminus_diag_uniq. apply Rabs_eq_0. apply Rle_antisym; [| apply Rabs_pos].
  apply le_epsilon. intros eps E. destruct (geometric (2 * r) eps E) as [N H]. specialize (H N (le_n N)).
  assert (A := curve_close N 0 i). rewrite clamp_id in A by (rewrite Rabs_R0; left; apply delta0).
  replace (iterate N 0 i) with (p i) in A.
  - rewrite <- Rabs_Ropp. replace (- (curve 0 i - p i)) with (p i - curve 0 i) by ring. lra.
  - destruct N; simpl; [reflexivity |]. rewrite integral_point. ring.
Qed.

Lemma curve_equation t i : Rabs t <= delta -> curve t i = p i + integral (fun s => X i (curve s)) 0 t.
Proof.
  intros T.
  assert (C : forall k s, continuous (fun s => X i (iterate k (clamp s))) s).
  { intros k' s. destruct (iterate_good k') as [B U]. apply integrand_continuous; assumption. }
  assert (C' : forall s, continuous (fun s => X i (curve s)) s).
  { intros s. apply (continuous_ext (fun s => X i (curve (clamp s)))); [intros; rewrite curve_clamp; reflexivity |].
    apply integrand_continuous; [intros; apply curve_ball | apply curve_lip]. }
  apply Rminus_diag_uniq. apply Rabs_eq_0. apply Rle_antisym; [| apply Rabs_pos].
  apply le_epsilon. intros eps E. destruct (geometric (2 * r) eps E) as [N H]. specialize (H N (le_n N)).
  assert (A := curve_close (S N) t i). rewrite clamp_id in A by exact T.
  assert (B : Rabs (iterate (S N) t i - (p i + integral (fun s => X i (curve s)) 0 t)) <= r * / 2 ^ N).
  { simpl. match goal with |- Rabs (?a + ?x - (?a + ?y)) <= _ => replace (a + x - (a + y)) with (x - y) by ring end.
    rewrite <- integral_minus by (apply C || apply C').
    eapply Rle_trans; [apply (integral_bound _ (L * (2 * r * / 2 ^ N))) |].
    - intros s. apply (continuous_minus (fun s => X i (iterate N (clamp s))) (fun s => X i (curve s)));
        [apply C | apply C'].
    - intros s. apply lip; [apply iterate_good | apply curve_ball |]. intros j. apply curve_close.
    - rewrite Rminus_0_r. assert (D := deltaL).
      assert (P : 0 < r * / 2 ^ N) by (apply Rmult_lt_0_compat; [assumption | apply Rinv_0_lt_compat, pow_lt; lra]).
      apply Rle_trans with (L * (2 * r * / 2 ^ N) * delta); [apply Rmult_le_compat_l; [nra | exact T] |]. nra. }
  replace (2 * r * / 2 ^ S N) with (r * / 2 ^ N) in A by (simpl; field; apply pow_nonzero; lra).
  match goal with |- Rabs (?a - ?b) <= _ => replace (a - b)
    with (- (iterate (S N) t i - a) + (iterate (S N) t i - b)) by ring end.
  eapply Rle_trans; [apply Rabs_triang |]. rewrite Rabs_Ropp. lra.
Qed.

Theorem integral_curve t i : Rabs t < delta -> is_derive (fun s => curve s i) t (X i (curve t)).
Proof.
  intros T.
  assert (C' : forall s, continuous (fun s => X i (curve s)) s).
  { intros s. apply (continuous_ext (fun s => X i (curve (clamp s)))); [intros; rewrite curve_clamp; reflexivity |].
    apply integrand_continuous; [intros; apply curve_ball | apply curve_lip]. }
  apply (is_derive_ext_loc (fun t => p i + integral (fun s => X i (curve s)) 0 t)).
  - assert (P : 0 < delta - Rabs t) by lra. exists (mkposreal _ P). intros y B. symmetry. apply curve_equation.
    unfold ball in B. simpl in B. unfold AbsRing_ball, abs, minus, plus, opp in B. simpl in B.
    replace y with ((y + - t) + t) by ring. eapply Rle_trans; [apply Rabs_triang |]. lra.
  - replace (X i (curve t)) with (0 + X i (curve t)) by ring.
    apply (is_derive_plus (fun _ => p i)); [apply (is_derive_const (p i)) |].
    apply (integral_derive (fun s => X i (curve s)) 0 t C').
Qed.
End Picard.

(** ** Near a point at which they are defined, expressions are bounded and Lipschitz *)
Definition regular (f : (positive -> R) -> R) (p : positive -> R) (r : R) : Prop := exists M L, 0 <= M /\ 0 <= L /\
  (forall u, in_ball p r u -> Rabs (f u) <= M) /\
  (forall u v D, in_ball p r u -> in_ball p r v -> (forall j, Rabs (u j - v j) <= D) -> Rabs (f u - f v) <= L * D).

Lemma in_ball_less p r s u : s <= r -> in_ball p s u -> in_ball p r u.
Proof. intros L B i. specialize (B i). lra. Qed.
Lemma regular_less f p r s : s <= r -> regular f p r -> regular f p s.
Proof.
  intros H [M [L [M0 [L0 [B U]]]]]. exists M, L. repeat split; try assumption.
  - intros u Hu. apply B. exact (in_ball_less p r s u H Hu).
  - intros u v D Hu Hv. apply U; eapply in_ball_less; eassumption.
Qed.
Lemma in_ball_center p r : 0 <= r -> in_ball p r p.
Proof. intros H i. rewrite Rminus_eq_0, Rabs_R0. exact H. Qed.
Lemma distance_pos (u v : positive -> R) D : (forall j, Rabs (u j - v j) <= D) -> 0 <= D.
Proof. intros H. eapply Rle_trans; [apply Rabs_pos | apply (H xH)]. Qed.

Lemma regular_const c p r : regular (fun _ => c) p r.
Proof.
  exists (Rabs c), 0. repeat split; [apply Rabs_pos | lra | intros; lra |].
  intros. rewrite Rminus_eq_0, Rabs_R0. lra.
Qed.
Lemma regular_plus f g p r : regular f p r -> regular g p r -> regular (fun u => f u + g u) p r.
Proof.
  intros [M [L [M0 [L0 [B U]]]]] [N [K [N0 [K0 [B' U']]]]].
  exists (M + N), (L + K). repeat split; [lra | lra | |].
  - intros u H. assert (X := B u H). assert (Y := B' u H). assert (Z := Rabs_triang (f u) (g u)). lra.
  - intros u v D Hu Hv H. assert (X := U u v D Hu Hv H). assert (Y := U' u v D Hu Hv H).
    replace (f u + g u - (f v + g v)) with ((f u - f v) + (g u - g v)) by ring.
    assert (Z := Rabs_triang (f u - f v) (g u - g v)). lra.
Qed.
Lemma regular_mult f g p r : regular f p r -> regular g p r -> regular (fun u => f u * g u) p r.
Proof.
  intros [M [L [M0 [L0 [B U]]]]] [N [K [N0 [K0 [B' U']]]]].
  exists (M * N), (M * K + N * L). split; [nra |]. split; [nra |]. split.
  - intros u H. rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos.
  - intros u v D Hu Hv H. assert (D0 := distance_pos u v D H).
    replace (f u * g u - f v * g v) with (f u * (g u - g v) + g v * (f u - f v)) by ring.
    eapply Rle_trans; [apply Rabs_triang |]. rewrite !Rabs_mult.
    assert (Rabs (f u) * Rabs (g u - g v) <= M * (K * D)) by (apply Rmult_le_compat; auto using Rabs_pos).
    assert (Rabs (g v) * Rabs (f u - f v) <= N * (L * D)) by (apply Rmult_le_compat; auto using Rabs_pos). nra.
Qed.

Definition regular_expr (I : interp) (x : expr) (p : positive -> R) (r : R) : Prop :=
  0 < r /\ (forall u, in_ball p r u -> defined I u x) /\ regular (fun u => value I u x) p r.

Lemma smaller (r s : R) : 0 < r -> 0 < s -> exists q, 0 < q /\ q <= r /\ q <= s.
Proof. intros H K. exists (Rmin r s). split; [apply Rmin_glb_lt; assumption | split; [apply Rmin_l | apply Rmin_r]].
Qed.
Lemma regular_expr_less I x p r s : 0 < s -> s <= r -> regular_expr I x p r -> regular_expr I x p s.
Proof.
  intros s0 H [r0 [D G]]. split; [exact s0 |]. split; [| exact (regular_less _ p r s H G)].
  intros u Hu. apply D. exact (in_ball_less p r s u H Hu).
Qed.

Theorem expr_regular I x p : defined I p x -> exists r, regular_expr I x p r.
Proof.
  assert (two : forall a b, (exists r, regular_expr I a p r) -> (exists r, regular_expr I b p r) ->
    exists r, regular_expr I a p r /\ regular_expr I b p r).
  { intros a b [r A] [s B]. destruct (smaller r s (proj1 A) (proj1 B)) as [q [q0 [qr qs]]].
    exists q. split; [exact (regular_expr_less I a p r q q0 qr A) | exact (regular_expr_less I b p s q q0 qs B)]. }
  induction x as [q|i|a IHa b IHb|a IHa b IHb|a IHa n|f a IHa]; cbn [defined]; intros N.
  - exists 1. split; [lra |]. split; [intros; exact Logic.I |]. exact (regular_const (Q2R q) p 1).
  - exists 1. split; [lra |]. split; [intros; exact Logic.I |].
    exists (Rabs (p i) + 1), 1. assert (P := Rabs_pos (p i)). repeat split; [lra | lra | |].
    + intros u H. specialize (H i). cbn [value]. replace (u i) with (p i + (u i - p i)) by ring.
      eapply Rle_trans; [apply Rabs_triang |]. lra.
    + intros u v D _ _ H. specialize (H i). cbn [value]. lra.
  - destruct (two a b (IHa (proj1 N)) (IHb (proj2 N))) as [r [[r0 [Da A]] [_ [Db B]]]].
    exists r. split; [exact r0 |]. split; [intros u H; split; auto |].
    exact (regular_plus _ _ p r A B).
  - destruct (two a b (IHa (proj1 N)) (IHb (proj2 N))) as [r [[r0 [Da A]] [_ [Db B]]]].
    exists r. split; [exact r0 |]. split; [intros u H; split; auto |].
    exact (regular_mult _ _ p r A B).
  - destruct (IHa N) as [r [r0 [Da A]]]. exists r. split; [exact r0 |]. split; [exact Da |].
    induction n as [|n IHn]; [exact (regular_const 1 p r) |].
    exact (regular_mult (fun u => value I u a) (fun u => value I u a ^ n) p r A IHn).
  - destruct N as [Na Nf]. destruct (IHa Na) as [r [r0 [Da [M [L [M0 [L0 [B U]]]]]]]].
    destruct (lipschitz_near I f _ Nf) as [d [K [d0 [K0 H]]]].
    destruct (locally_interval _ _ (in_domain_open f _ Nf)) as [e [e0 E]].
    destruct (smaller d e d0 e0) as [m [m0 [md me]]].
    assert (P : 0 < m / (2 * (L + 1))) by (apply Rdiv_lt_0_compat; lra).
    destruct (smaller r _ r0 P) as [s [s0 [sr sm]]].
    assert (near : forall u, in_ball p s u -> Rabs (value I u a - value I p a) < m).
    { intros u Hu. eapply Rle_lt_trans.
      - apply (U u p s); [exact (in_ball_less p r s u sr Hu) | apply in_ball_center; lra | exact Hu].
      - apply Rle_lt_trans with (L * (m / (2 * (L + 1)))); [apply Rmult_le_compat_l; assumption |].
        apply Rmult_lt_reg_r with (2 * (L + 1)); [lra |].
        replace (L * (m / (2 * (L + 1))) * (2 * (L + 1))) with (L * m) by (field; lra). nra. }
    exists s. split; [exact s0 |]. split.
    + intros u Hu. split; [apply Da; exact (in_ball_less p r s u sr Hu) |].
      apply E. apply within. specialize (near u Hu). lra.
    + exists (Rabs (apply I f (value I p a)) + K * m), (K * L). assert (Q := Rabs_pos (apply I f (value I p a))).
      repeat split; [nra | nra | |].
      * intros u Hu. cbn [value]. assert (Y := near u Hu).
        assert (X := H (value I u a) (value I p a) ltac:(lra) ltac:(rewrite Rminus_eq_0, Rabs_R0; lra)).
        replace (apply I f (value I u a))
          with (apply I f (value I p a) + (apply I f (value I u a) - apply I f (value I p a))) by ring.
        eapply Rle_trans; [apply Rabs_triang |].
        assert (K * Rabs (value I u a - value I p a) <= K * m) by (apply Rmult_le_compat_l; lra). lra.
      * intros u v D Hu Hv HD. cbn [value].
        assert (Y := near u Hu). assert (Z := near v Hv).
        eapply Rle_trans; [apply H; lra |].
        rewrite Rmult_assoc. apply Rmult_le_compat_l; [exact K0 |].
        apply U; [exact (in_ball_less p r s u sr Hu) | exact (in_ball_less p r s v sr Hv) | exact HD].
Qed.

(** All of a list of expressions near one point. *)
Lemma all_regular I l p : (forall x, In x l -> defined I p x) -> exists r, 0 < r /\
  forall x, In x l -> regular_expr I x p r.
Proof.
  induction l as [|x l IH]; intros H; [exists 1; split; [lra | intros x []] |].
  destruct IH as [r [r0 A]]; [intros y Y; apply H; right; exact Y |].
  destruct (expr_regular I x p (H x (or_introl eq_refl))) as [s B].
  destruct (smaller r s r0 (proj1 B)) as [q [q0 [qr qs]]].
  exists q. split; [exact q0 |]. intros y [<- | Y]; [exact (regular_expr_less I x p s q q0 qs B) |].
  exact (regular_expr_less I y p r q q0 qr (A y Y)).
Qed.

(** The derivatives of an expression are defined where it is. *)
Lemma defined_gradient I e x : defined I e x -> forall i a, In (i, a) (gradient x) -> defined I e a.
Proof.
  assert (scaled : forall b g, defined I e b -> (forall i a, In (i, a) g -> defined I e a) ->
    forall i a, In (i, a) (gmul b g) -> defined I e a).
  { intros b g Db H i a J. unfold gmul in J. apply in_map_iff in J. destruct J as [[j c] [E J]].
    simpl in E. injection E as <- <-. split; [exact Db | apply (H j c J)]. }
  induction x as [q|j|b IHb c IHc|b IHb c IHc|b IHb n|f b IHb]; cbn [gradient defined]; intros N i a J.
  - destruct J.
  - destruct J as [J | []]. injection J as <- <-. exact Logic.I.
  - apply in_app_or in J. destruct J as [J | J]; [apply (IHb (proj1 N) i a J) | apply (IHc (proj2 N) i a J)].
  - destruct N as [Nb Nc]. apply in_app_or in J. destruct J as [J | J].
    + apply (scaled c (gradient b) Nc (IHb Nb) i a J).
    + apply (scaled b (gradient c) Nb (IHc Nc) i a J).
  - destruct n as [|n]; [destruct J |]. refine (scaled _ (gradient b) _ (IHb N) i a J).
    split; [exact Logic.I | exact N].
  - refine (scaled _ (gradient b) _ (IHb (proj1 N)) i a J). apply defined_derivative; apply N.
Qed.
