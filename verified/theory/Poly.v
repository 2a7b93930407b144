(** * Sparse polynomials over Q, computed with, and what they mean over R

    A monomial is the sorted list of its variables with repetition, as in certsim's kernel.
    Soundness never uses that lists are sorted: sorting only makes equal polynomials look equal. *)
From Coq Require Import Reals Lra List PArith ZArith QArith Qreals.
From Certsim Require Import Gronwall.
Import ListNotations.
Open Scope R_scope.

Definition mono := list positive.
Definition term := (mono * Q)%type.
Definition poly := list term.

(** ** Coefficients *)
Definition qadd (a b : Q) : Q :=
  match Qden a, Qden b with
  | xH, xH => Qmake (Qnum a + Qnum b) 1
  | _, _ => Qred (Qplus a b)
  end.
Definition qmul (a b : Q) : Q :=
  match Qden a, Qden b with
  | xH, xH => Qmake (Qnum a * Qnum b) 1
  | _, _ => Qred (Qmult a b)
  end.
Definition qzero (a : Q) : bool := match Qnum a with Z0 => true | _ => false end.
Definition qeqb (a b : Q) : bool := andb (Z.eqb (Qnum a) (Qnum b)) (Pos.eqb (Qden a) (Qden b)).

Lemma qeqb_eq a b : qeqb a b = true -> a = b.
Proof.
  unfold qeqb. intros H. apply andb_prop in H. destruct H as [A B].
  apply Z.eqb_eq in A. apply Pos.eqb_eq in B. destruct a, b. simpl in *. congruence.
Qed.

Lemma Q2R_red q : Q2R (Qred q) = Q2R q.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma Q2R_add a b : Q2R (qadd a b) = Q2R a + Q2R b.
Proof.
  unfold qadd. destruct a as [n d], b as [m e]. cbn [Qnum Qden].
  destruct d, e; try (rewrite Q2R_red, Q2R_plus; reflexivity).
  rewrite <- Q2R_plus. apply Qeq_eqR. unfold Qeq, Qplus. cbn [Qnum Qden]. rewrite ?Pos.mul_1_r, ?Z.mul_1_r. reflexivity.
Qed.

Lemma Q2R_mul a b : Q2R (qmul a b) = Q2R a * Q2R b.
Proof.
  unfold qmul. destruct a as [n d], b as [m e]. cbn [Qnum Qden].
  destruct d, e; try (rewrite Q2R_red, Q2R_mult; reflexivity).
  rewrite <- Q2R_mult. apply Qeq_eqR. unfold Qeq, Qmult. cbn [Qnum Qden]. rewrite ?Pos.mul_1_r, ?Z.mul_1_r. reflexivity.
Qed.

Lemma qzero_0 q : qzero q = true -> Q2R q = 0.
Proof. destruct q as [[| |] d]; simpl; try discriminate. intros _. unfold Q2R. simpl. ring. Qed.

Lemma Q2R_1 : Q2R (1 # 1) = 1.
Proof. unfold Q2R. simpl. lra. Qed.

(** ** Monomials. The order is lexicographic: it agrees with multiplication. *)
Fixpoint mcmp (m n : mono) : comparison :=
  match m, n with
  | [], [] => Eq
  | [], _ => Gt
  | _, [] => Lt
  | a :: m, b :: n => match Pos.compare a b with Eq => mcmp m n | c => c end
  end.

Fixpoint mmul (m : mono) : mono -> mono :=
  match m with
  | [] => fun n => n
  | a :: m' =>
    fix aux (n : mono) : mono :=
      match n with
      | [] => m
      | b :: n' => match Pos.compare a b with Gt => b :: aux n' | _ => a :: mmul m' n end
      end
  end.

Lemma mcmp_eq m n : mcmp m n = Eq -> m = n.
Proof.
  revert n. induction m as [|a m IH]; intros [|b n]; simpl; try discriminate; [reflexivity |].
  destruct (Pos.compare_spec a b) as [-> | |]; try discriminate.
  intros H. rewrite (IH n H). reflexivity.
Qed.

(** ** Polynomials *)
Fixpoint padd (p : poly) : poly -> poly :=
  match p with
  | [] => fun q => q
  | (m, c) :: p' =>
    fix aux (q : poly) : poly :=
      match q with
      | [] => p
      | (n, d) :: q' =>
        match mcmp m n with
        | Lt => (m, c) :: padd p' q
        | Gt => (n, d) :: aux q'
        | Eq => let s := qadd c d in if qzero s then padd p' q' else (m, s) :: padd p' q'
        end
      end
  end.

Fixpoint pairs (l : list poly) : list poly :=
  match l with p :: q :: l => padd p q :: pairs l | _ => l end.

(** A balanced sum: [fuel] halvings, and what is left over one by one. *)
Fixpoint psum_in (fuel : nat) (l : list poly) : poly :=
  match l with
  | [] => []
  | [p] => p
  | _ => match fuel with
         | O => fold_right padd [] l
         | S f => psum_in f (pairs l)
         end
  end.
Definition psum (l : list poly) : poly := psum_in 40 l.

Definition tmul (m : mono) (c : Q) (p : poly) : poly :=
  map (fun t => (mmul m (fst t), qmul c (snd t))) p.
Definition pmul_in (p q : poly) : poly := psum (map (fun t => tmul (fst t) (snd t) q) p).
Fixpoint shorter {A : Type} (p q : list A) : bool :=
  match p, q with [], _ => true | _, [] => false | _ :: p, _ :: q => shorter p q end.
Definition pmul (p q : poly) : poly := if shorter p q then pmul_in p q else pmul_in q p.
Definition pscale (c : Q) (p : poly) : poly := if qzero c then [] else tmul [] c p.
Definition popp (p : poly) : poly := pscale (-1 # 1) p.
Definition psub (p q : poly) : poly := padd p (popp q).
Definition pconst (c : Q) : poly := if qzero c then [] else [([], c)].
Definition pvar (v : positive) : poly := [([v], 1 # 1)].
Fixpoint ppow (p : poly) (n : nat) : poly := match n with O => pconst (1 # 1) | S n => pmul p (ppow p n) end.

Fixpoint meqb (m n : mono) : bool :=
  match m, n with
  | [], [] => true
  | a :: m, b :: n => if Pos.eqb a b then meqb m n else false
  | _, _ => false
  end.
Fixpoint peqb (p q : poly) : bool :=
  match p, q with
  | [], [] => true
  | (m, c) :: p, (n, d) :: q => if qeqb c d then if meqb m n then peqb p q else false else false
  | _, _ => false
  end.

Lemma meqb_eq m n : meqb m n = true -> m = n.
Proof.
  revert n. induction m as [|a m IH]; intros [|b n]; simpl; try discriminate; [reflexivity |].
  destruct (Pos.eqb_spec a b) as [-> |]; [| discriminate]. intros H. f_equal. auto.
Qed.

Lemma peqb_eq p q : peqb p q = true -> p = q.
Proof.
  revert q. induction p as [|[m c] p IH]; intros [|[n d] q]; simpl; try discriminate; [reflexivity |].
  destruct (qeqb c d) eqn:C; [| discriminate]. destruct (meqb m n) eqn:M; [| discriminate].
  intros H. rewrite (qeqb_eq _ _ C), (meqb_eq _ _ M), (IH _ H). reflexivity.
Qed.

(** ** Values *)
Section Values.
Variable e : positive -> R.

Fixpoint mval (m : mono) : R := match m with [] => 1 | v :: m => e v * mval m end.
Fixpoint pval (p : poly) : R := match p with [] => 0 | (m, c) :: p => Q2R c * mval m + pval p end.

Lemma mval_mul m n : mval (mmul m n) = mval m * mval n.
Proof.
  revert n. induction m as [|a m IH]; intros n; simpl; [ring |].
  induction n as [|b n IHn]; simpl; [ring |].
  destruct (Pos.compare a b); simpl.
  - rewrite IH. simpl. ring.
  - rewrite IH. simpl. ring.
  - rewrite IHn. simpl. ring.
Qed.

Lemma pval_add p q : pval (padd p q) = pval p + pval q.
Proof.
  revert q. induction p as [|[m c] p IH]; intros q; simpl; [ring |].
  induction q as [|[n d] q IHq]; simpl; [ring |].
  destruct (mcmp m n) eqn:C.
  - apply mcmp_eq in C. subst n.
    assert (E : Q2R (qadd c d) = Q2R c + Q2R d) by apply Q2R_add.
    destruct (qzero (qadd c d)) eqn:Z; simpl; rewrite IH.
    + rewrite (qzero_0 _ Z) in E. replace (Q2R c) with (- Q2R d) by lra. ring.
    + rewrite E. ring.
  - simpl. rewrite IH. simpl. ring.
  - simpl. rewrite IHq. simpl. ring.
Qed.

Fixpoint total (l : list poly) : R := match l with [] => 0 | p :: l => pval p + total l end.

Lemma total_pairs_in n : forall l, (length l <= n)%nat -> total (pairs l) = total l.
Proof.
  induction n as [|n IH]; intros [|p [|q l]] H; simpl in *; try reflexivity.
  - inversion H.
  - rewrite pval_add, IH; [ring |]. apply le_S_n in H. apply Nat.le_trans with (S (length l)); [|exact H].
    apply Nat.le_succ_diag_r.
Qed.

Lemma pval_fold l : pval (fold_right padd [] l) = total l.
Proof. induction l as [|p l IH]; simpl; [reflexivity |]. rewrite pval_add, IH. reflexivity. Qed.

Lemma pval_sum_in f : forall l, pval (psum_in f l) = total l.
Proof.
  induction f as [|f IH]; intros l.
  - destruct l as [|p [|q l]]; [reflexivity | simpl; ring |]. apply pval_fold.
  - destruct l as [|p [|q l]]; [reflexivity | simpl; ring |].
    change (pval (psum_in f (pairs (p :: q :: l))) = total (p :: q :: l)).
    rewrite IH. apply (total_pairs_in (length (p :: q :: l))). apply le_n.
Qed.

Lemma pval_sum l : pval (psum l) = total l.
Proof. apply pval_sum_in. Qed.

Lemma pval_tmul m c p : pval (tmul m c p) = Q2R c * mval m * pval p.
Proof.
  induction p as [|[n d] p IH]; simpl; [ring |]. rewrite IH, mval_mul, Q2R_mul. ring.
Qed.

Lemma pval_mul_in p q : pval (pmul_in p q) = pval p * pval q.
Proof.
  unfold pmul_in. rewrite pval_sum. induction p as [|[m c] p IH]; simpl; [ring |].
  rewrite IH, pval_tmul. ring.
Qed.

Lemma pval_mul p q : pval (pmul p q) = pval p * pval q.
Proof. unfold pmul. destruct (shorter p q); rewrite pval_mul_in; ring. Qed.

Lemma pval_scale c p : pval (pscale c p) = Q2R c * pval p.
Proof.
  unfold pscale. destruct (qzero c) eqn:Z; simpl.
  - rewrite (qzero_0 _ Z). ring.
  - rewrite pval_tmul. simpl. ring.
Qed.

Lemma pval_opp p : pval (popp p) = - pval p.
Proof. unfold popp. rewrite pval_scale. replace (Q2R (-1 # 1)) with (-1) by (unfold Q2R; simpl; lra). ring. Qed.

Lemma pval_sub p q : pval (psub p q) = pval p - pval q.
Proof. unfold psub. rewrite pval_add, pval_opp. ring. Qed.

Lemma pval_const c : pval (pconst c) = Q2R c.
Proof. unfold pconst. destruct (qzero c) eqn:Z; simpl; [rewrite (qzero_0 _ Z) |]; ring. Qed.

Lemma pval_var v : pval (pvar v) = e v.
Proof. unfold pvar. simpl. rewrite Q2R_1. ring. Qed.

Lemma pval_pow p n : pval (ppow p n) = pval p ^ n.
Proof. induction n as [|n IH]; cbn [ppow pow]; [rewrite pval_const; apply Q2R_1 |]. rewrite pval_mul, IH. ring. Qed.
End Values.
