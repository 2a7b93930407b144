(** * Related scalars give related arrays

    Whatever [Arrays.v] computes with some scalars, it computes with other scalars as well that they are related to, and
    the results are related entry by entry. So a computation with numbers says something of the meaning of a model. *)
From Coq Require Import String Ascii List PArith NArith ZArith QArith Bool FMapPositive.
From Certsim Require Import Functions Syntax Definitions Arrays.
Import ListNotations.
#[local] Open Scope N_scope.
#[local] Open Scope list_scope.

(** What the second computes, the first does as well, and the results are related. *)
Definition if_some {X Y} (P : X -> Y -> Prop) (x : option X) (y : option Y) : Prop :=
  forall v, y = Some v -> exists u, x = Some u /\ P u v.

Lemma some_related {X Y} (P : X -> Y -> Prop) u v : P u v -> if_some P (Some u) (Some v).
Proof. intros H w E. injection E as <-. exists u. auto. Qed.
Lemma none_related {X Y} (P : X -> Y -> Prop) x : if_some P x None.
Proof. intros v E. discriminate. Qed.
Lemma equal_related {X} (x : option X) : if_some eq x x.
Proof. intros v E. exists v. auto. Qed.
Lemma check_related {X Y} (P : X -> Y -> Prop) (c : bool) x y :
  if_some P x y -> if_some P (if c then x else None) (if c then y else None).
Proof. intros H. destruct c; [exact H | apply none_related]. Qed.
Lemma bind_related {X Y Z W} (P : X -> Y -> Prop) (S : Z -> W -> Prop) x y f g :
  if_some P x y -> (forall a b, P a b -> if_some S (f a) (g b)) -> if_some S (bind x f) (bind y g).
Proof.
  intros H F v E. destruct y as [b|]; [| discriminate]. destruct (H b eq_refl) as [a [-> Pab]]. exact (F a b Pab v E).
Qed.
(** What does not depend on scalars is the same on both sides. *)
Lemma bind_equal {X Z W} (S : Z -> W -> Prop) (x : option X) f g :
  (forall a, if_some S (f a) (g a)) -> if_some S (bind x f) (bind x g).
Proof. intros F. apply (bind_related eq); [apply equal_related |]. intros a b <-. apply F. Qed.

Lemma traverse_related {X Y Z W} (P : X -> Y -> Prop) (S : Z -> W -> Prop) f g l m :
  Forall2 P l m -> (forall a b, P a b -> if_some S (f a) (g b)) -> if_some (Forall2 S) (traverse f l) (traverse g m).
Proof.
  intros F H. induction F as [|a b l m Pab F IH]; simpl; [apply some_related; constructor |].
  apply (bind_related S); [apply H, Pab |]. intros c d Scd.
  apply (bind_related (Forall2 S)); [exact IH |]. intros r s R. apply some_related. constructor; assumption.
Qed.
Lemma equals_related {X} (l : list X) : Forall2 eq l l.
Proof. induction l; constructor; auto. Qed.
Lemma traverse_same {X Z W} (S : Z -> W -> Prop) (f : X -> option Z) (g : X -> option W) l :
  (forall a, if_some S (f a) (g a)) -> if_some (Forall2 S) (traverse f l) (traverse g l).
Proof. intros H. apply (traverse_related eq); [apply equals_related |]. intros a b <-. apply H. Qed.
Lemma map_related {X Y Z W} (P : X -> Y -> Prop) (S : Z -> W -> Prop) f g l m :
  Forall2 P l m -> (forall a b, P a b -> S (f a) (g b)) -> Forall2 S (map f l) (map g m).
Proof. intros F H. induction F; simpl; constructor; auto. Qed.
Lemma map_same {X Z W} (S : Z -> W -> Prop) (f : X -> Z) (g : X -> W) l :
  (forall a, S (f a) (g a)) -> Forall2 S (map f l) (map g l).
Proof. intros H. induction l; simpl; constructor; auto. Qed.
Lemma flat_map_related {X Y Z W} (P : X -> Y -> Prop) (S : Z -> W -> Prop) f g l m :
  Forall2 P l m -> (forall a b, P a b -> Forall2 S (f a) (g b)) -> Forall2 S (flat_map f l) (flat_map g m).
Proof. intros F H. induction F; simpl; [constructor |]. apply Forall2_app; auto. Qed.
Lemma concat_related {X Y} (P : X -> Y -> Prop) l m : Forall2 (Forall2 P) l m -> Forall2 P (concat l) (concat m).
Proof. intros F. induction F; simpl; [constructor |]. apply Forall2_app; auto. Qed.
Lemma combine_related {X Y Z} (P : X -> Y -> Prop) (n : list Z) l m :
  Forall2 P l m -> Forall2 (fun p q => fst p = fst q /\ P (snd p) (snd q)) (combine n l) (combine n m).
Proof.
  intros F. revert n. induction F; intros [|k n]; simpl; constructor; auto.
Qed.
Lemma combine_with_same {X Y Z} (P : X -> Y -> Prop) (n : list Z) l m :
  Forall2 P l m -> Forall2 (fun p q => P (fst p) (fst q) /\ snd p = snd q) (combine l n) (combine m n).
Proof.
  intros F. revert n. induction F; intros [|k n]; simpl; constructor; auto.
Qed.
Lemma same_related {X Y} (P : X -> Y -> Prop) n a b : P a b -> Forall2 P (same n a) (same n b).
Proof.
  intros H. unfold same. induction n using N.peano_ind; [constructor |].
  rewrite !N.iter_succ. constructor; assumption.
Qed.
Lemma count_related {X Y} (P : X -> Y -> Prop) l m : Forall2 P l m -> count l = count m.
Proof.
  intros F. unfold count. generalize 0. induction F as [|a b l m _ F IH]; intros n; simpl; [reflexivity | apply IH].
Qed.

Section Related.
Context {A B : Type} (o : scalars A) (p : scalars B) (rel : A -> B -> Prop).
Hypothesis num_related : forall q, rel (s_num o q) (s_num p q).
Hypothesis sum_related : forall l m, Forall2 rel l m -> rel (s_sum o l) (s_sum p m).
Hypothesis product_related : forall l m, Forall2 rel l m -> rel (s_product o l) (s_product p m).
Hypothesis power_related : forall a b n, rel a b -> rel (s_power o a n) (s_power p b n).
Hypothesis call_related : forall f a b b', rel a b -> s_call p f b = Some b' ->
  exists a', s_call o f a = Some a' /\ rel a' b'.

Definition tensor_related (T : tensor A) (T' : tensor B) : Prop :=
  shape T = shape T' /\ Forall2 rel (entries T) (entries T').
Definition env_related : environment A -> environment B -> Prop :=
  Forall2 (fun x y => fst x = fst y /\ tensor_related (snd x) (snd y)).
Notation vectors := (Forall2 rel).
Notation rows := (Forall2 (Forall2 rel)).
Notation tensors := (Forall2 tensor_related).

Lemma tensor_of_related s l m : vectors l m -> tensor_related (Tensor s l) (Tensor s m).
Proof. intros F. split; [reflexivity | exact F]. Qed.
Lemma result_related s l m : vectors l m -> if_some tensor_related (Some (Tensor s l)) (Some (Tensor s m)).
Proof. intros F. apply some_related, tensor_of_related, F. Qed.
Lemma shapes_related l m : tensors l m -> map shape l = map shape m.
Proof. intros F. induction F as [|T T' l m [S _] F IH]; simpl; congruence. Qed.
Lemma all_entries_related l m : tensors l m -> rows (map entries l) (map entries m).
Proof. intros F. apply (map_related tensor_related); [exact F |]. intros T T' [_ E]. exact E. Qed.
Lemma joined_entries_related l m : tensors l m -> vectors (flat_map entries l) (flat_map entries m).
Proof. intros F. apply (flat_map_related tensor_related); [exact F |]. intros T T' [_ E]. exact E. Qed.

(** *** Entries *)
Definition maps_related (m : PositiveMap.t A) (m' : PositiveMap.t B) : Prop :=
  forall i, if_some rel (PositiveMap.find i m) (PositiveMap.find i m').
Lemma indexed_related l m : vectors l m -> maps_related (indexed l) (indexed m).
Proof.
  unfold indexed. intros F. generalize 1%positive.
  assert (E : maps_related (PositiveMap.empty A) (PositiveMap.empty B)).
  { intros i. rewrite !PositiveMap.gempty. apply none_related. }
  revert E. generalize (PositiveMap.empty A), (PositiveMap.empty B).
  induction F as [|a b l m R F IH]; intros u v M k; simpl; [exact M |].
  apply IH. intros i. destruct (Pos.eq_dec i k) as [->|N].
  - rewrite !PositiveMap.gss. apply some_related, R.
  - rewrite !PositiveMap.gso by exact N. apply M.
Qed.
Lemma picked_related l m : vectors l m -> forall at_ places, if_some vectors (picked l at_ places) (picked m at_ places).
Proof.
  intros F. induction F as [|a b l m R F IH]; intros at_ [|i places]; simpl;
    try apply none_related; try (apply some_related; constructor).
  destruct (at_ =? i); [| apply IH]. apply (bind_related vectors); [apply IH |]. intros r s E.
  apply some_related. constructor; assumption.
Qed.
Lemma gather_related l m places : vectors l m -> if_some vectors (gather l places) (gather m places).
Proof.
  intros F. unfold gather. destruct (ascending places); [apply picked_related, F |].
  apply traverse_same. intros i. apply indexed_related, F.
Qed.
Lemma gather_rows_related l m places : vectors l m -> if_some rows (gather_rows l places) (gather_rows m places).
Proof. intros F. apply traverse_same. intros row. apply traverse_same. intros i. apply indexed_related, F. Qed.
Lemma gathered_related T T' s choices :
  tensor_related T T' -> if_some tensor_related (gathered T s choices) (gathered T' s choices).
Proof.
  intros [_ E]. apply (bind_related vectors); [apply gather_related, E |]. intros l m F. apply result_related, F.
Qed.
Lemma rows_of_related T T' outer inner :
  tensor_related T T' -> if_some rows (rows_of T outer inner) (rows_of T' outer inner).
Proof.
  intros [S E]. unfold rows_of. rewrite S. apply bind_equal. intros a. apply bind_equal. intros b.
  apply gather_rows_related, E.
Qed.
Lemma broadcast_related s T T' : tensor_related T T' -> if_some tensor_related (broadcast s T) (broadcast s T').
Proof.
  intros R. unfold broadcast. rewrite (proj1 R). destruct same_shape; [apply some_related, R |].
  apply check_related, gathered_related, R.
Qed.
Lemma together_related l m : tensors l m -> if_some tensors (together l) (together m).
Proof.
  intros F. unfold together. rewrite (shapes_related l m F). apply bind_equal. intros s.
  apply (traverse_related tensor_related); [exact F |]. intros T T'. apply broadcast_related.
Qed.

Section Columns.
Context {X Y : Type} (P : X -> Y -> Prop).
Lemma paired_related a b : Forall2 P a b -> forall l m, Forall2 (Forall2 P) l m ->
  if_some (Forall2 (Forall2 P)) (paired a l) (paired b m).
Proof.
  intros F. induction F as [|x y a b Pxy F IH]; intros l m G; destruct G as [|r s l m R G]; simpl;
    try apply none_related; [apply some_related; constructor |].
  apply (bind_related (Forall2 (Forall2 P))); [apply IH, G |]. intros c d C. apply some_related.
  constructor; [constructor |]; assumption.
Qed.
Lemma columns_related l m : Forall2 (Forall2 P) l m -> if_some (Forall2 (Forall2 P)) (columns l) (columns m).
Proof.
  intros F. induction F as [|a b l m R F IH]; [apply none_related |]. simpl. destruct F as [|a' b' l m R' F].
  - apply some_related. apply (map_related P); [exact R |]. intros x y Pxy. constructor; [exact Pxy | constructor].
  - apply (bind_related (Forall2 (Forall2 P))); [exact IH |]. intros c d C. apply paired_related; assumption.
Qed.
End Columns.

Lemma entrywise_related f g l m : (forall a b, vectors a b -> rel (f a) (g b)) ->
  tensors l m -> if_some tensor_related (entrywise f l) (entrywise g m).
Proof.
  intros H F. unfold entrywise. rewrite (shapes_related l m F). apply bind_equal. intros s.
  apply (bind_related tensors).
  { apply (traverse_related tensor_related); [exact F |]. intros T T'. apply broadcast_related. }
  intros l' m' G. apply (bind_related rows); [apply columns_related, all_entries_related, G |].
  intros a b R. apply result_related. apply (map_related vectors); [exact R | exact H].
Qed.
Lemma each_related f g T T' : (forall a b, rel a b -> if_some rel (f a) (g b)) ->
  tensor_related T T' -> if_some tensor_related (each f T) (each g T').
Proof.
  intros H [S E]. unfold each. rewrite S. apply (bind_related vectors); [apply (traverse_related rel); assumption |].
  intros l m F. apply result_related, F.
Qed.

(** *** Gathers *)
Lemma transpose_related order T T' :
  tensor_related T T' -> if_some tensor_related (transpose order T) (transpose order T').
Proof.
  intros R. unfold transpose. rewrite (proj1 R). apply check_related, bind_equal. intros l. apply gathered_related, R.
Qed.
Lemma reversed_related T T' : tensor_related T T' -> if_some tensor_related (reversed T) (reversed T').
Proof. intros R. unfold reversed. rewrite (proj1 R). apply transpose_related, R. Qed.
Lemma subscripted_related l T T' :
  tensor_related T T' -> if_some tensor_related (subscripted l T) (subscripted l T').
Proof.
  intros R. unfold subscripted. rewrite (proj1 R). apply check_related, bind_equal. intros parts.
  apply gathered_related, R.
Qed.
Lemma reshaped_related wanted T T' :
  tensor_related T T' -> if_some tensor_related (reshaped wanted T) (reshaped wanted T').
Proof. intros R. unfold reshaped. rewrite (proj1 R). apply check_related, check_related, result_related, R. Qed.
Lemma stacked_related axis l m : tensors l m -> if_some tensor_related (stacked axis l) (stacked axis m).
Proof.
  intros F. unfold stacked. rewrite (shapes_related l m F), (count_related _ l m F).
  destruct (map shape m) as [|one others]; [apply none_related |].
  apply bind_equal. intros i. apply check_related, transpose_related, tensor_of_related, joined_entries_related, F.
Qed.
Lemma concatenated_related axis l m : tensors l m -> if_some tensor_related (concatenated axis l) (concatenated axis m).
Proof.
  intros F. unfold concatenated. rewrite (shapes_related l m F).
  destruct (map shape m) as [|one others]; [apply none_related |].
  apply bind_equal. intros i. apply check_related, bind_equal. intros sizes. apply check_related.
  apply (bind_related vectors); [apply gather_related, joined_entries_related, F |].
  intros a b E. apply result_related, E.
Qed.
Lemma repeated_related times axis T T' :
  tensor_related T T' -> if_some tensor_related (repeated times axis T) (repeated times axis T').
Proof.
  intros R. unfold repeated. apply check_related.
  set (U := match axis with None => _ | _ => _ end).
  set (U' := match axis with None => Tensor _ (entries T') | _ => _ end).
  assert (S : tensor_related U U').
  { unfold U, U'. destruct axis; [exact R |]. rewrite (proj1 R). apply tensor_of_related, R. }
  rewrite (proj1 S). apply bind_equal. intros i. apply bind_equal. intros size.
  apply check_related, gathered_related, S.
Qed.
Lemma filled_related s a b : rel a b -> if_some tensor_related (filled s a) (filled s b).
Proof. intros R. apply check_related, result_related, same_related, R. Qed.
Lemma diagonal_related a b T T' : rel a b ->
  tensor_related T T' -> if_some tensor_related (diagonal a T) (diagonal b T').
Proof.
  intros Z R. unfold diagonal. rewrite (proj1 R). destruct (shape T') as [|m [|n [|? ?]]]; try apply none_related.
  - apply check_related. apply (bind_related vectors).
    + apply gather_related, Forall2_app; [apply R | constructor; [exact Z | constructor]].
    + intros l l' E. apply result_related, E.
  - apply gathered_related, R.
Qed.
Lemma padded_related a b : rel a b -> forall padding axis T T',
  tensor_related T T' -> if_some tensor_related (padded a axis padding T) (padded b axis padding T').
Proof.
  intros Z padding. induction padding as [|width padding IH]; intros axis T T' R; simpl; [apply some_related, R |].
  apply (bind_related tensor_related); [| intros U U'; apply IH].
  destruct (width =? 0); [apply some_related, R |]. rewrite (proj1 R).
  apply (bind_related tensor_related); [apply filled_related, Z |]. intros U U' V.
  apply concatenated_related. repeat constructor; apply V || apply R.
Qed.
Lemma windowed_related a b kernel stride padding T T' : rel a b ->
  tensor_related T T' ->
  if_some tensor_related (windowed a kernel stride padding T) (windowed b kernel stride padding T').
Proof.
  intros Z R. unfold windowed. apply check_related.
  apply (bind_related tensor_related); [apply padded_related; assumption |].
  intros U U' V. rewrite (proj1 V). destruct (axes (shape U')) as [|first rest]; [apply none_related |].
  apply bind_equal. intros found. apply check_related, gathered_related, V.
Qed.

(** *** Along axes *)
Lemma reduced_related f g axes keep T T' : (forall a b, vectors a b -> rel (f a) (g b)) ->
  tensor_related T T' -> if_some tensor_related (reduced f axes keep T) (reduced g axes keep T').
Proof.
  intros H R. unfold reduced. rewrite (proj1 R). apply bind_equal. intros found.
  apply (bind_related rows); [apply rows_of_related, R |]. intros a b F. apply result_related.
  apply (map_related vectors); [exact F | exact H].
Qed.
Lemma fold_some_related {X Y} (P : X -> Y -> Prop) f g :
  (forall a b c d, P a b -> P c d -> if_some P (f a c) (g b d)) ->
  forall l m, Forall2 P l m -> forall a b, P a b -> if_some P (fold_some f l a) (fold_some g m b).
Proof.
  intros H l m F. induction F as [|x y l m Pxy F IH]; intros a b Pab; simpl; [apply some_related, Pab |].
  apply (bind_related P); [apply H; assumption |]. exact IH.
Qed.
Lemma folded_related f g axes keep T T' :
  (forall a b c d, tensor_related a b -> tensor_related c d -> if_some tensor_related (f a c) (g b d)) ->
  tensor_related T T' -> if_some tensor_related (folded f axes keep T) (folded g axes keep T').
Proof.
  intros H R. unfold folded. rewrite (proj1 R). apply bind_equal. intros found.
  apply (bind_related rows); [apply rows_of_related, R |]. intros a b F. cbv zeta.
  set (size := [size_of _]).
  assert (G : tensors (map (Tensor size) a) (map (Tensor size) b)).
  { apply (map_related vectors); [exact F |]. intros l m. apply tensor_of_related. }
  destruct G as [|one one' others others' One Others]; [apply none_related |].
  apply (bind_related tensor_related); [apply fold_some_related; assumption |].
  intros U U' V. apply result_related, V.
Qed.
Lemma sums_so_far_related f g l m : (forall a b, vectors a b -> rel (f a) (g b)) ->
  vectors l m -> vectors (sums_so_far f l) (sums_so_far g m).
Proof.
  intros H F. destruct F as [|a b l m R F]; simpl; constructor; [exact R |].
  revert a b R. induction F as [|c d l m R' F IH]; intros a b R; simpl; constructor.
  - apply H. repeat constructor; assumption.
  - apply IH, H. repeat constructor; assumption.
Qed.
Lemma cumulated_related f g axis T T' : (forall a b, vectors a b -> rel (f a) (g b)) ->
  tensor_related T T' -> if_some tensor_related (cumulated f axis T) (cumulated g axis T').
Proof.
  intros H R. unfold cumulated. rewrite (proj1 R). apply bind_equal. intros i. apply bind_equal. intros size.
  apply (bind_related rows); [apply rows_of_related, R |]. intros a b F. apply transpose_related, tensor_of_related.
  apply (flat_map_related vectors); [exact F |]. intros l m. apply sums_so_far_related, H.
Qed.

(** *** Contractions *)
Lemma factors_related result summed letters T T' : tensor_related T T' ->
  if_some rows (factors result summed letters T) (factors result summed letters T').
Proof. intros [S E]. unfold factors. rewrite S. apply gather_rows_related, E. Qed.
Lemma contracted_related operands result l m : tensors l m ->
  if_some tensor_related (contracted (s_sum o) (s_product o) operands result l)
    (contracted (s_sum p) (s_product p) operands result m).
Proof.
  intros F. unfold contracted. rewrite (shapes_related l m F). apply bind_equal. intros sizes.
  apply bind_equal. intros found. apply check_related.
  apply (bind_related (Forall2 rows)).
  { apply (traverse_related (fun p q => fst p = fst q /\ tensor_related (snd p) (snd q))).
    - apply combine_related, F.
    - intros [letters T] [letters' T'] [E R]. simpl in *. subst letters'. apply factors_related, R. }
  intros a b R. apply (bind_related (Forall2 rows)); [apply columns_related, R |]. intros c d C.
  apply (bind_related vectors).
  { apply (traverse_related rows); [exact C |]. intros place place' D.
    apply (bind_related rows); [apply columns_related, D |]. intros e f G. apply some_related, sum_related.
    apply (map_related vectors); [exact G | exact product_related]. }
  intros e f G. apply result_related, G.
Qed.
Lemma einsum_related text l m : tensors l m ->
  if_some tensor_related (einsum (s_sum o) (s_product o) text l) (einsum (s_sum p) (s_product p) text m).
Proof. intros F. apply bind_equal. intros letters. apply contracted_related, F. Qed.
Lemma matmul_related a b c d : tensor_related a b -> tensor_related c d ->
  if_some tensor_related (matmul (s_sum o) (s_product o) a c) (matmul (s_sum p) (s_product p) b d).
Proof.
  intros R S. unfold matmul. rewrite (proj1 R), (proj1 S). cbv zeta.
  apply bind_equal. intros left. apply bind_equal. intros right. apply check_related, bind_equal. intros front.
  apply (bind_related tensor_related); [apply broadcast_related, tensor_of_related, R |]. intros e f E.
  apply (bind_related tensor_related); [apply broadcast_related, tensor_of_related, S |]. intros g h G.
  apply (bind_related tensor_related); [apply contracted_related; repeat constructor; apply E || apply G |].
  intros u v U. apply result_related, U.
Qed.

(** *** Calls *)
Lemma call_of_related f a b : rel a b -> if_some rel (s_call o f a) (s_call p f b).
Proof. intros R v E. exact (call_related f a b v R E). Qed.
Lemma call_each_related f T T' : tensor_related T T' ->
  if_some tensor_related (each (s_call o f) T) (each (s_call p f) T').
Proof. apply each_related. intros a b. apply call_of_related. Qed.
Lemma inverse_related T T' : tensor_related T T' -> if_some tensor_related (inverse o T) (inverse p T').
Proof. apply call_each_related. Qed.
Lemma power_of_related n T T' : tensor_related T T' -> if_some tensor_related (power o n T) (power p n T').
Proof.
  intros R. apply check_related. apply (bind_related tensor_related).
  - destruct (0 <=? n)%Z; [apply some_related, R | apply inverse_related, R].
  - intros U U'. apply each_related. intros a b S. apply some_related, power_related, S.
Qed.
Lemma opposite_related T T' : tensor_related T T' -> if_some tensor_related (opposite o T) (opposite p T').
Proof.
  apply each_related. intros a b S. apply some_related, product_related.
  repeat constructor; [apply num_related | exact S].
Qed.
Lemma quotient_related a b c d : tensor_related a b -> tensor_related c d ->
  if_some tensor_related (quotient o a c) (quotient p b d).
Proof.
  intros R S. apply (bind_related tensor_related); [apply inverse_related, S |]. intros e f E.
  apply entrywise_related; [exact product_related |]. repeat constructor; apply R || apply E.
Qed.
Lemma windows_of_related given a b c d : tensor_related a b -> tensor_related c d ->
  if_some tensor_related (windows_of o a c given) (windows_of p b d given).
Proof.
  intros R S. unfold windows_of. rewrite (proj1 R), (proj1 S). apply bind_equal. intros dimensions.
  destruct (shape b) as [|channels sizes]; [apply none_related |].
  destruct (shape d) as [|? [|channels' kernel]]; try apply none_related.
  apply check_related, bind_equal. intros stride. apply bind_equal. intros padding.
  apply windowed_related; [apply num_related | exact R].
Qed.
Lemma apply_native_related n given l m : tensors l m ->
  if_some tensor_related (apply_native o n l given) (apply_native p n m given).
Proof.
  intros F.
  assert (One : forall f g, (forall a b, tensor_related a b -> if_some tensor_related (f a) (g b)) ->
    if_some tensor_related (match l with [a] => f a | _ => None end) (match m with [b] => g b | _ => None end)).
  { intros f g H. destruct F as [|a b ? ? R F]; [apply none_related |]. destruct F; [apply H, R | apply none_related]. }
  assert (No : forall f g, if_some tensor_related f g ->
    if_some tensor_related (match l with [] => f | _ => None end) (match m with [] => g | _ => None end)).
  { intros f g H. destruct F; [exact H | apply none_related]. }
  destruct n; simpl.
  - apply One. intros a b R. apply bind_equal. intros axes. apply bind_equal. intros keep.
    apply reduced_related; [exact sum_related | exact R].
  - apply One. intros a b R. apply bind_equal. intros axes. apply bind_equal. intros keep.
    apply reduced_related; [exact product_related | exact R].
  - apply One. intros a b R. apply bind_equal. intros axes. rewrite (proj1 R). apply bind_equal. intros found.
    apply bind_equal. intros sizes. apply result_related. repeat constructor. apply num_related.
  - apply One. intros a b R. apply bind_equal. intros axis. apply cumulated_related; [exact sum_related | exact R].
  - apply One. intros a b R. apply diagonal_related; [apply num_related | exact R].
  - apply One. intros a b R. destruct (assoc "axes" given); [| apply reversed_related, R].
    apply bind_equal. intros axes. rewrite (proj1 R). apply bind_equal. intros order. apply transpose_related, R.
  - apply One. intros a b R. apply bind_equal. intros wanted. apply reshaped_related, R.
  - apply bind_equal. intros axis. apply concatenated_related, F.
  - apply bind_equal. intros axis. apply stacked_related, F.
  - apply One. intros a b R. apply bind_equal. intros times.
    destruct (assoc "axis" given); [| apply repeated_related, R].
    apply bind_equal. intros axis. apply repeated_related, R.
  - apply No. apply bind_equal. intros wanted. apply filled_related, num_related.
  - apply No. apply bind_equal. intros wanted. apply filled_related, num_related.
  - apply No. apply bind_equal. intros n. apply (bind_related tensor_related); [apply filled_related, num_related |].
    intros a b R. apply diagonal_related; [apply num_related | exact R].
  - destruct F as [|a b ? ? R F]; [apply none_related |]. destruct F as [|c d ? ? S F]; [apply none_related |].
    destruct F; [| apply none_related]. apply windows_of_related; assumption.
Qed.
Lemma assoc_related s env env' : env_related env env' -> if_some tensor_related (assoc s env) (assoc s env').
Proof.
  intros F. induction F as [|[t T] [t' T'] env env' [E R] F IH]; simpl in *; [apply none_related |]. subst t'.
  destruct (s =? t)%string; [apply some_related, R | exact IH].
Qed.
(** A name is known on both sides or on none. *)
Lemma known_related s env env' : env_related env env' ->
  match assoc s env, assoc s env' with Some T, Some T' => tensor_related T T' | None, None => True | _, _ => False end.
Proof.
  intros F. induction F as [|[t T] [t' T'] env env' [E R] F IH]; simpl in *; [exact I |]. subst t'.
  destruct (s =? t)%string; [exact R | exact IH].
Qed.
Lemma arguments_related names l m : tensors l m -> env_related (combine names l) (combine names m).
Proof. apply combine_related. Qed.

Definition terms_related (f : environment A -> options -> term -> option (tensor A))
    (g : environment B -> options -> term -> option (tensor B)) : Prop :=
  forall env env' given t, env_related env env' -> if_some tensor_related (f env given t) (g env' given t).

Lemma completed_related f g : terms_related f g -> forall left_out given env env', env_related env env' ->
  if_some env_related (completed f left_out env given) (completed g left_out env' given).
Proof.
  intros H left_out given. induction left_out as [|[name default] left_out IH]; intros env env' R; simpl.
  - apply some_related, R.
  - apply (bind_related env_related); [| exact IH].
    assert (K := known_related name env env' R). destruct (assoc name env), (assoc name env'); try contradiction.
    + apply some_related, R.
    + apply (bind_related tensor_related); [apply H, R |]. intros T T' S. apply some_related.
      constructor; [split; [reflexivity | exact S] | exact R].
Qed.
Lemma expanded_related f g env env' d arguments arguments' given : terms_related f g ->
  env_related env env' -> env_related arguments arguments' ->
  if_some tensor_related (expanded f env d arguments given) (expanded g env' d arguments' given).
Proof.
  intros H R S. unfold expanded. apply (bind_related env_related); [| intros e e' E; apply H, E].
  apply (completed_related f g H). apply Forall2_app; [exact S |].
  assert (K := known_related "pi" env env' R). destruct (assoc "pi" env), (assoc "pi" env'); try contradiction.
  - constructor; [split; [reflexivity | exact K] | constructor].
  - constructor.
Qed.
Lemma called_related declared f g inner name l given operands operands' :
  (forall d arguments arguments' given, env_related arguments arguments' ->
    if_some tensor_related (f d arguments given) (g d arguments' given)) ->
  tensors operands operands' ->
  if_some tensor_related (called o declared f inner name l operands given)
    (called p declared g inner name l operands' given).
Proof.
  intros H F. unfold called. rewrite (count_related _ _ _ F).
  destruct (native_called inner name) as [[[n how_many] keys]|].
  { apply check_related, apply_native_related, F. }
  destruct (assoc name definitions) as [d|].
  - assert (Whole : if_some tensor_related (f d (combine (arguments_of d) operands) given)
      (g d (combine (arguments_of d) operands') given)) by (apply H, arguments_related, F).
    set (c := takes_arguments d (count operands') && allows (map fst (defaults_of d)) given).
    assert (Checked := check_related _ c _ _ (check_related _ (bounds_are_numbers name l) _ _ Whole)).
    destruct (named name folds); [| exact Checked].
    destruct F as [|a b ? ? R F]; [exact Checked |]. destruct F; [| exact Checked].
    apply check_related, bind_equal. intros axes. apply bind_equal. intros keep. apply folded_related; [| exact R].
    intros s t u v S U. apply H, arguments_related. repeat constructor; apply S || apply U.
  - apply bind_equal. intros fn. destruct F as [|a b ? ? R F]; [apply none_related |].
    destruct F; [| apply none_related]. destruct given; [apply call_each_related, R | apply none_related].
Qed.

Lemma interpret_related declared fuel : forall inner,
  terms_related (interpret o declared inner fuel) (interpret p declared inner fuel).
Proof.
  induction fuel as [|fuel IH]; intros inner env env' opts t R; [apply none_related |].
  assert (Here : forall t, if_some tensor_related (interpret o declared inner fuel env opts t)
    (interpret p declared inner fuel env' opts t)) by (intros; apply IH, R).
  assert (All : forall l, if_some tensors (traverse (interpret o declared inner fuel env opts) l)
    (traverse (interpret p declared inner fuel env' opts) l)) by (intros; apply traverse_same, Here).
  destruct t; simpl interpret.
  - apply assoc_related, R.
  - apply result_related. repeat constructor. apply num_related.
  - apply check_related. apply (bind_related tensors); [apply All |]. intros a b. apply entrywise_related, sum_related.
  - apply check_related. apply (bind_related tensors); [apply All |]. intros a b.
    apply entrywise_related, product_related.
  - apply (bind_related tensor_related); [apply Here |]. apply opposite_related.
  - apply (bind_related tensor_related); [apply Here |]. intros x y X.
    apply (bind_related tensor_related); [apply Here |]. intros u v. apply quotient_related, X.
  - apply (bind_related tensor_related); [apply Here |]. apply power_of_related.
  - apply (bind_related tensor_related); [apply Here |]. intros x y X.
    apply (bind_related tensor_related); [apply Here |]. intros u v. apply matmul_related, X.
  - apply (bind_related tensor_related); [apply Here |]. apply reversed_related.
  - apply check_related. apply (bind_related tensor_related); [apply Here |]. apply subscripted_related.
  - apply (bind_related tensors); [apply All |]. apply stacked_related.
  - apply check_related. apply (bind_related tensors); [apply All |]. intros a b. apply einsum_related.
  - apply (bind_related tensors); [apply All |]. intros a b. apply called_related.
    intros d arguments arguments' given S. apply expanded_related; [apply IH | exact R | exact S].
Qed.

Theorem eval_related declared fuel env env' opts t T' : env_related env env' ->
  eval p declared fuel env' opts t = Some T' ->
  exists T, eval o declared fuel env opts t = Some T /\ tensor_related T T'.
Proof. intros R E. exact (interpret_related declared fuel false env env' opts t R T' E). Qed.

(** *** What models and candidates are made of *)
Definition pairs_related : list (A * A) -> list (B * B) -> Prop :=
  Forall2 (fun x y => rel (fst x) (fst y) /\ rel (snd x) (snd y)).
Lemma pairs_of_related a b : vectors a b -> forall c d, vectors c d -> if_some pairs_related (pairs a c) (pairs b d).
Proof.
  intros F. induction F as [|x y a b R F IH]; intros c d G; destruct G as [|u v c d S G]; simpl; try apply none_related.
  - apply some_related. constructor.
  - apply (bind_related pairs_related); [apply IH, G |]. intros r s E. apply some_related.
    constructor; [split |]; assumption.
Qed.
Theorem pair_of_related declared fuel env env' left right : env_related env env' ->
  if_some pairs_related (pair_of o declared fuel env left right) (pair_of p declared fuel env' left right).
Proof.
  intros R. unfold pair_of. apply (bind_related tensor_related); [apply interpret_related, R |]. intros a b S.
  apply (bind_related tensor_related); [apply interpret_related, R |]. intros c d T.
  apply (bind_related tensors); [apply together_related; repeat constructor; apply S || apply T |].
  intros l m F. destruct F as [|a' b' ? ? U F]; [apply none_related |].
  destruct F as [|c' d' ? ? V F]; [apply none_related |]. destruct F; [| apply none_related].
  apply pairs_of_related; [apply U | apply V].
Qed.
Theorem define_related declared fuel taken lets : forall env env', env_related env env' ->
  if_some env_related (define o declared fuel taken env lets) (define p declared fuel taken env' lets).
Proof.
  induction lets as [|[name t] lets IH]; intros env env' R; simpl; [apply some_related, R |].
  assert (K := known_related name env env' R). destruct (assoc name env), (assoc name env'); try contradiction.
  { rewrite andb_false_r. apply none_related. }
  apply check_related. apply (bind_related tensor_related); [apply interpret_related, R |]. intros T T' S.
  apply IH. constructor; [split; [reflexivity | exact S] | exact R].
Qed.
Theorem targets_related declared fuel env env' t : env_related env env' ->
  if_some vectors (targets o declared fuel env t) (targets p declared fuel env' t).
Proof.
  intros R. apply (bind_related tensor_related); [apply interpret_related, R |]. intros T T' S.
  apply some_related, S.
Qed.

Lemma monomial_related powers l m : vectors l m -> rel (monomial o powers l) (monomial p powers m).
Proof.
  intros F. apply product_related. apply (map_related (fun p q => rel (fst p) (fst q) /\ snd p = snd q)).
  - apply combine_with_same, F.
  - intros x y [R E]. rewrite E. apply power_related, R.
Qed.
Lemma symmetric_functions_related block l m : vectors l m ->
  if_some vectors (symmetric_functions o l block) (symmetric_functions p m block).
Proof.
  intros F. apply bind_equal. intros powers. apply (bind_related rows); [apply gather_rows_related, F |].
  intros a b G. apply some_related, map_same. intros alpha. apply sum_related.
  apply (map_related vectors); [exact G |]. apply monomial_related.
Qed.
Lemma symmetrised_related symmetric l m : vectors l m ->
  if_some vectors (symmetrised o l symmetric) (symmetrised p m symmetric).
Proof.
  intros F. unfold symmetrised. rewrite (count_related _ l m F). apply check_related, check_related, check_related.
  apply (bind_related vectors); [apply gather_related, F |]. intros a b G.
  apply (bind_related rows); [apply traverse_same; intros block; apply symmetric_functions_related, F |].
  intros c d H. apply some_related, Forall2_app; [exact G | apply concat_related, H].
Qed.
Theorem family_of_related declared fuel taken env env' lets outputs symmetric : env_related env env' ->
  if_some vectors (family_of o declared fuel taken env lets outputs symmetric)
    (family_of p declared fuel taken env' lets outputs symmetric).
Proof.
  intros R. apply (bind_related env_related); [apply define_related, R |]. intros e e' E.
  apply (bind_related tensors); [apply traverse_same; intros t; apply interpret_related, E |]. intros l m F. cbv zeta.
  assert (G := joined_entries_related l m F). rewrite (count_related _ _ _ G). apply check_related.
  destruct symmetric; [apply some_related, G | apply symmetrised_related, G].
Qed.

Lemma declare_related leaf leaf' : (forall i, rel (leaf i) (leaf' i)) ->
  forall l first, env_related (declare leaf l first) (declare leaf' l first).
Proof.
  intros H l. induction l as [|[name shape] l IH]; intros first; simpl; constructor; [| apply IH].
  split; [reflexivity |]. apply tensor_of_related, map_same. intros i. apply H.
Qed.
Lemma env_related_app env env' other other' :
  env_related env env' -> env_related other other' -> env_related (env ++ other) (env' ++ other').
Proof. apply Forall2_app. Qed.
End Related.
