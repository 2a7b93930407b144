(** * From what is written to what it means

    [meaning_of] turns a claim as it is written into a problem and a set of states; [truth] is the statement that a
    certificate proves. A claim that cannot be read so has no meaning, and then nothing is said of it. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import String.
From Coq Require Import Reals Lra List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Poly Functions Syntax Definitions Arrays Expr Affine Tower Flow Dual.
From Certsim Require Reading.
Import ListNotations.
Open Scope R_scope.

(** Expressions are the scalars in which a model is written out. *)
Definition expressions : scalars expr := {|
  s_num := Num; s_sum := esum; s_product := eproduct; s_power := fun a n => Pow a (N.to_nat n);
  s_call := fun f a => Some (Call f a) |}.

(** Deep enough for any expression that is read. *)
Definition depth : nat := 1000.

Definition fact_table (l : list (string * list fact)) (f : positive) : facts :=
  match nth_error l (Nat.pred (Pos.to_nat f)) with
  | None => nothing
  | Some (_, known) =>
    {| is_even := existsb (fun x => match x with Even => true | _ => false end) known;
       is_odd := existsb (fun x => match x with Odd => true | _ => false end) known;
       is_zero_at_zero := existsb (fun x => match x with ZeroAtZero => true | _ => false end) known |}
  end.

(** Where the leaves are: parameters, inputs, perhaps pi, and then the constants of candidates. *)
Record layout := { n_parameters : N; n_inputs : N; has_pi : bool; n_constants : N }.
Definition input_start (l : layout) : positive := N.succ_pos (n_parameters l).
Definition pi_start (l : layout) : positive := N.succ_pos (n_parameters l + n_inputs l).
Definition constant_start (l : layout) : positive := N.succ_pos (n_parameters l + n_inputs l + (if has_pi l then 1 else 0)).
Definition first_atom (l : layout) : positive :=
  N.succ_pos (n_parameters l + n_inputs l + (if has_pi l then 1 else 0) + n_constants l).

Section Environments.
Context {A : Type} (leaf : positive -> A).
Definition pi_environment (l : layout) : environment A :=
  if has_pi l then [("pi"%string, Tensor [] [leaf (pi_start l)])] else [].
Definition parameter_environment (m : Syntax.model) (l : layout) : environment A :=
  (declare leaf (Syntax.parameters m) 1 ++ pi_environment l)%list.
Definition input_environment (m : Syntax.model) (l : layout) : environment A :=
  (declare leaf (Syntax.inputs m) (input_start l) ++ pi_environment l)%list.
Definition model_environment (m : Syntax.model) (l : layout) : environment A :=
  (declare leaf (Syntax.parameters m) 1 ++ input_environment m l)%list.
Definition candidate_environment (m : Syntax.model) (cs : list declaration) (l : layout) : environment A :=
  (declare leaf cs (constant_start l) ++ parameter_environment m l)%list.
End Environments.

(** A leaf, if there is one with that number. *)
Definition leaf_of (first : positive) (i : positive) : expr := if Pos.ltb i first then Leaf i else Num 0.

Definition names_of (m : Syntax.model) : list string := map fst (functions m).
Definition taken_names (m : Syntax.model) : list string := "pi"%string :: names_of m.

Fixpoint options_all {A} (l : list (option A)) : option (list A) :=
  match l with
  | [] => Some []
  | Some a :: l => match options_all l with Some r => Some (a :: r) | None => None end
  | None :: _ => None
  end.

(** The numbers of the parameters that terms such as W[0] name, each once. *)
Fixpoint parameter_numbers (n : N) (l : list expr) : option (list positive) :=
  match l with
  | [] => Some []
  | Leaf i :: l => if N.leb (Npos i) n then match parameter_numbers n l with Some r => Some (i :: r) | None => None end else None
  | _ => None
  end.
Definition add_rate (q : Q) (r : option (PositiveMap.t Q)) (i : positive) : option (PositiveMap.t Q) :=
  match r with
  | Some m => match PositiveMap.find i m with Some _ => None | None => Some (PositiveMap.add i q m) end
  | None => None
  end.
Definition rate_table (m : Syntax.model) (l : layout) : option (PositiveMap.t Q) :=
  let env := parameter_environment (leaf_of (first_atom l)) m l in
  let add := fun r (t : term * Q) =>
    match targets expressions (names_of m) depth env (fst t) with
    | Some es => match parameter_numbers (n_parameters l) es with Some is => fold_left (add_rate (snd t)) is r | None => None end
    | None => None
    end in
  fold_left add (map (fun t => (t, 0%Q)) (frozen m) ++ rates m)%list (Some (PositiveMap.empty Q)).

(** left - right, entry by entry. *)
Definition difference_of (p : expr * expr) : expr := esum [fst p; eproduct [Num (-1); snd p]].
Definition differences (m : Syntax.model) (env : environment expr) (left right : term) : option (list expr) :=
  match pair_of expressions (names_of m) depth env left right with Some l => Some (map difference_of l) | None => None end.
Definition comparisons (m : Syntax.model) (env : environment expr) (l : list comparison_of_terms) : option (list (expr * relation)) :=
  match options_all (map (fun c => match differences m env (fst (fst c)) (snd c) with
                                   | Some es => Some (map (fun x => (x, snd (fst c))) es) | None => None end) l) with
  | Some r => Some (List.concat r)
  | None => None
  end.

Definition outputs_of {A} (o : scalars A) (leaf : positive -> A) (m : Syntax.model) (l : layout) : option (list A) :=
  match of_family m with
  | OfOutputs lets outs blocks => family_of o (names_of m) depth (taken_names m) (model_environment leaf m l) lets outs blocks
  | OfFields _ => None
  end.

Definition one_entry (m : Syntax.model) (env : environment expr) (t : term) : option expr :=
  match targets expressions (names_of m) depth env t with Some [x] => Some x | _ => None end.
Definition family_meant (m : Syntax.model) (l : layout) : option family :=
  match of_family m with
  | OfOutputs _ _ _ => match outputs_of expressions (leaf_of (first_atom l)) m l with Some es => Some (Gradients es) | None => None end
  | OfFields fields =>
    let env := parameter_environment (leaf_of (first_atom l)) m l in
    match options_all (map (fun X => options_all (map (one_entry m env) X)) fields) with
    | Some fs => if forallb (fun X => Nat.eqb (List.length X) (N.to_nat (n_parameters l))) fs then Some (Vectors fs) else None
    | None => None
    end
  end.

Definition problem_of (m : Syntax.model) (l : layout) : option problem :=
  if may_declare (names_of m) (Syntax.parameters m ++ Syntax.inputs m)%list then
    match family_meant m l, rate_table m l,
          comparisons m (input_environment (leaf_of (first_atom l)) m l) (inputs_where m) with
    | Some f, Some r, Some c =>
      Some {| Flow.parameters := n_parameters l; Flow.inputs := n_inputs l;
              pi_leaf := if has_pi l then Some (pi_start l) else None;
              declared := fact_table (functions m); members := f;
              rate := fun i => match PositiveMap.find i r with Some q => q | None => 1%Q end;
              input_equations := map fst (filter (fun t => match snd t with Equal => true | _ => false end) c);
              input_conditions := filter (fun t => match snd t with Equal => false | _ => true end) c;
              Flow.data := Syntax.data m |}
    | _, _, _ => None
    end
  else None.

(** ** Sets *)
Inductive region :=
| Plain (equations : list expr) (conditions : list (expr * relation))
| Minus (a b : region).
Fixpoint in_region (r : region) (I : interp) (e : state) : Prop :=
  match r with
  | Plain gs cs => (forall g, In g gs -> value I e g = 0) /\ (forall h k, In (h, k) cs -> holds k (value I e h))
  | Minus a b => in_region a I e /\ ~ in_region b I e
  end.

(** A map gives each parameter that it moves an image of the same shape; its fixed set is meant. *)
Definition image_differences (m : Syntax.model) (env : environment expr) (p : term * term) : option (list expr) :=
  match eval expressions (names_of m) depth env [] (fst p), eval expressions (names_of m) depth env [] (snd p) with
  | Some a, Some b => if same_shape (shape a) (shape b) then Some (map difference_of (List.combine (entries a) (entries b))) else None
  | _, _ => None
  end.
(** A map sends parameters somewhere, each to one place. *)
Definition moves (m : Syntax.model) (l : layout) (map_ : list (term * term)) : bool :=
  let env := parameter_environment (leaf_of (first_atom l)) m l in
  match options_all (map (fun p => targets expressions (names_of m) depth env (fst p)) map_) with
  | Some es =>
    match parameter_numbers (n_parameters l) (List.concat es) with
    | Some is => match fold_left (add_rate 1) is (Some (PositiveMap.empty Q)) with Some _ => true | None => false end
    | None => false
    end
  | None => false
  end.
Definition region_of_candidate (m : Syntax.model) (l : layout) (c : candidate) : option region :=
  let env := candidate_environment (leaf_of (first_atom l)) m (constants c) l in
  let eqs := match of_equations c with
             | Equations ps => options_all (map (fun p => differences m env (fst p) (snd p)) ps)
             | FixedBy maps => if forallb (moves m l) maps then options_all (map (image_differences m env) (List.concat maps)) else None
             end in
  if may_declare (names_of m ++ map fst (Syntax.parameters m ++ Syntax.inputs m))%list (constants c) then
    match eqs, comparisons m env (where_ c) with
    | Some gs, Some cs => Some (Plain (List.concat gs) cs)
    | _, _ => None
    end
  else None.

Fixpoint first_constants (s : set_) : list declaration :=
  match s with Candidate c => constants c | Difference a _ => first_constants a end.
Definition same_declaration (a b : declaration) : bool := andb (String.eqb (fst a) (fst b)) (same_shape (snd a) (snd b)).
Fixpoint same_declarations (l k : list declaration) : bool :=
  match l, k with [], [] => true | a :: l, b :: k => andb (same_declaration a b) (same_declarations l k) | _, _ => false end.
(** The parts of a difference have the same constants. *)
Fixpoint region_of (m : Syntax.model) (l : layout) (cs : list declaration) (s : set_) : option region :=
  match s with
  | Candidate c => if same_declarations (constants c) cs then region_of_candidate m l c else None
  | Difference a b =>
    match region_of m l cs a, region_of m l cs b with Some r, Some q => Some (Minus r q) | _, _ => None end
  end.

Definition layout_of (c : claim) : layout :=
  {| n_parameters := size_of_declarations (Syntax.parameters (of_model c));
     n_inputs := size_of_declarations (Syntax.inputs (of_model c));
     has_pi := Reading.mentions_pi c;
     n_constants := size_of_declarations (first_constants (of_set c)) |}.

(** ** The statement *)
Record statement := { about : problem; set_meant : region; says : verdict }.
Definition meaning_of (c : claim) : option statement :=
  let l := layout_of c in
  match problem_of (of_model c) l, region_of (of_model c) l (first_constants (of_set c)) (of_set c) with
  | Some p, Some r => Some {| about := p; set_meant := r; says := of_verdict c |}
  | _, _ => None
  end.
Definition truth (m : statement) : Prop :=
  match says m with
  | Certified => invariant (about m) (in_region (set_meant m))
  | Refuted => ~ invariant (about m) (in_region (set_meant m))
  end.
