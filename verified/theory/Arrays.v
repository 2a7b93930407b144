(** * Arrays: the one interpreter of terms

    [eval] is the meaning of a model where the scalars are expressions, and the checker's computation where they are
    numbers of some kind. Shapes, axes and subscripts follow numpy; whatever is not allowed is [None]. [ArraysRelated.v]
    proves that related scalars give related arrays. *)
From Coq Require Import String Ascii List PArith NArith ZArith QArith Bool FMapPositive.
From Certsim Require Import Functions Syntax Definitions.
Import ListNotations.
#[local] Open Scope N_scope.
#[local] Open Scope list_scope.

(** What an interpreter has to know of scalars. *)
Record scalars (A : Type) := {
  s_num : Q -> A;
  s_sum : list A -> A;
  s_product : list A -> A;
  s_power : A -> N -> A;
  s_call : fn -> A -> option A }.
Arguments s_num {A}. Arguments s_sum {A}. Arguments s_product {A}. Arguments s_power {A}. Arguments s_call {A}.

(** The entries stand in one list, the last index running fastest. *)
Record tensor (A : Type) := Tensor { shape : list N; entries : list A }.
Arguments Tensor {A}. Arguments shape {A}. Arguments entries {A}.
Definition environment A := list (string * tensor A).

(** ** Partial results *)
Definition bind {A B} (x : option A) (f : A -> option B) : option B := match x with Some a => f a | None => None end.
#[local] Notation "a <- x ;; y" := (bind x (fun a => y)) (at level 61, x at next level, right associativity).
#[local] Notation "'check' c ;; y" := (if c then y else None) (at level 61, c at next level, right associativity).

Definition traverse {A B} (f : A -> option B) : list A -> option (list B) :=
  fix go l := match l with [] => Some [] | a :: l => b <- f a ;; m <- go l ;; Some (b :: m) end.
Fixpoint nth_N {A} (l : list A) (i : N) : option A :=
  match l with [] => None | a :: l => if i =? 0 then Some a else nth_N l (N.pred i) end.
Fixpoint assoc {A} (s : string) (l : list (string * A)) : option A :=
  match l with [] => None | (t, a) :: l => if (s =? t)%string then Some a else assoc s l end.
Fixpoint assoc_N {A} (s : N) (l : list (N * A)) : option A :=
  match l with [] => None | (t, a) :: l => if s =? t then Some a else assoc_N s l end.
Definition count {A} (l : list A) : N := fold_left (fun n _ => N.succ n) l 0.
Definition among (i : N) (l : list N) : bool := existsb (N.eqb i) l.
Definition named (s : string) (l : list string) : bool := existsb (String.eqb s) l.
Fixpoint distinct (l : list N) : bool := match l with [] => true | i :: l => negb (among i l) && distinct l end.
Fixpoint same_shape (a b : list N) : bool :=
  match a, b with [], [] => true | x :: a, y :: b => (x =? y) && same_shape a b | _, _ => false end.
Definition same {A} (n : N) (a : A) : list A := N.iter n (cons a) [].
(** 0, 1, …, n - 1 *)
Definition range (n : N) : list N := snd (N.iter n (fun p => (N.pred (fst p), N.pred (fst p) :: snd p)) (n, [])).

(** ** Shapes *)
Definition most_axes : N := 8.
Definition most_entries : N := 2000000.
Definition size_of (shape : list N) : N := fold_right N.mul 1 shape.
Definition fits (shape : list N) : bool := if count shape <=? most_axes then size_of shape <=? most_entries else false.

(** How far apart the entries are that are neighbours along an axis. *)
Fixpoint strides (shape : list N) : list N := match shape with [] => [] | _ :: rest => size_of rest :: strides rest end.
(** An axis is a size with a stride. *)
Definition axes (shape : list N) : list (N * N) := combine shape (strides shape).
(** The offsets along an axis. *)
Definition steps (axis : N * N) : list N := map (fun i => i * snd axis) (range (fst axis)).
(** The sums of one offset for each axis, the last axis running fastest. *)
Definition offsets (choices : list (list N)) : list N :=
  fold_left (fun found chosen => flat_map (fun offset => map (N.add offset) chosen) found) choices [0].
Definition each_with (more places : list N) : list (list N) := map (fun place => map (N.add place) more) places.

(** An axis counted from the first; negative ones count from the last. *)
Definition one_axis (dimensions : N) (axis : Z) : option N :=
  let d := Z.of_N dimensions in
  check ((- d <=? axis) && (axis <? d))%Z ;; Some (Z.to_N (axis mod d)).
(** The axes that are meant, in order; all of them if none is named. *)
Definition axes_meant (dimensions : N) (given : option (list Z)) : option (list N) :=
  match given with
  | None => Some (range dimensions)
  | Some given =>
    found <- traverse (one_axis dimensions) given ;;
    check distinct found && negb (count found =? 0) ;; Some (filter (fun i => among i found) (range dimensions))
  end.
Definition other_axes (dimensions : N) (found : list N) : list N :=
  filter (fun i => negb (among i found)) (range dimensions).

(** The shape that two have together, from the last axis on: sizes are equal, or one of them is 1. *)
Fixpoint common_of_reversed (a b : list N) : option (list N) :=
  match a, b with
  | [], b => Some b
  | a, [] => Some a
  | m :: a, n :: b =>
    c <- common_of_reversed a b ;;
    if (m =? n) || (n =? 1) then Some (m :: c) else if m =? 1 then Some (n :: c) else None
  end.
Fixpoint common_shape (shapes : list (list N)) (common : list N) : option (list N) :=
  match shapes with
  | [] => Some common
  | one :: shapes => c <- common_of_reversed (rev common) (rev one) ;; common_shape shapes (rev c)
  end.
(** The offsets that stretch axes to the sizes that are wanted, from the last axis on. *)
Fixpoint stretch (wanted : list N) (axes : list (N * N)) : list (list N) :=
  match wanted, axes with
  | n :: wanted, (size, stride) :: axes => steps (n, if size =? 1 then 0 else stride) :: stretch wanted axes
  | n :: wanted, [] => steps (n, 0) :: stretch wanted []
  | [], _ => []
  end.

(** ** Entries of arrays *)
Section Tensors.
Context {A : Type}.

Definition scalar (a : A) : tensor A := Tensor [] [a].

Definition indexed (l : list A) : PositiveMap.t A :=
  snd (fold_left (fun p a => (Pos.succ (fst p), PositiveMap.add (fst p) a (snd p))) l
    (1%positive, PositiveMap.empty A)).
Fixpoint ascending (l : list N) : bool :=
  match l with i :: (j :: _) as rest => (i <? j) && ascending rest | _ => true end.
(** The entries at offsets that ascend, from an offset on. *)
Fixpoint picked (l : list A) (at_ : N) (places : list N) : option (list A) :=
  match places, l with
  | [], _ => Some []
  | _, [] => None
  | i :: rest, a :: l => if at_ =? i then r <- picked l (N.succ at_) rest ;; Some (a :: r) else picked l (N.succ at_) places
  end.
(** The entries that stand at these offsets. *)
Definition gather (l : list A) (places : list N) : option (list A) :=
  if ascending places then picked l 0 places
  else let m := indexed l in traverse (fun i => PositiveMap.find (N.succ_pos i) m) places.
Definition gather_rows (l : list A) (places : list (list N)) : option (list (list A)) :=
  let m := indexed l in traverse (traverse (fun i => PositiveMap.find (N.succ_pos i) m)) places.

(** The array of that shape whose entries stand at the sums of these offsets. *)
Definition gathered (T : tensor A) (shape : list N) (choices : list (list N)) : option (tensor A) :=
  l <- gather (entries T) (offsets choices) ;; Some (Tensor shape l).

(** For each place along the outer axes, the entries along the inner ones. *)
Definition rows_of (T : tensor A) (outer inner : list N) : option (list (list A)) :=
  o <- traverse (nth_N (axes (shape T))) outer ;;
  i <- traverse (nth_N (axes (shape T))) inner ;;
  gather_rows (entries T) (each_with (offsets (map steps i)) (offsets (map steps o))).

Definition broadcast (wanted : list N) (T : tensor A) : option (tensor A) :=
  if same_shape (shape T) wanted then Some T else
  check fits wanted ;; gathered T wanted (rev (stretch (rev wanted) (rev (axes (shape T))))).

(** Lists of equal lengths, turned into the list of what stands together. *)
Fixpoint paired {B} (a : list B) (l : list (list B)) : option (list (list B)) :=
  match a, l with
  | [], [] => Some []
  | x :: a, y :: l => m <- paired a l ;; Some ((x :: y) :: m)
  | _, _ => None
  end.
Fixpoint columns {B} (l : list (list B)) : option (list (list B)) :=
  match l with
  | [] => None
  | [a] => Some (map (fun x => [x]) a)
  | a :: l => m <- columns l ;; paired a m
  end.

Definition together (l : list (tensor A)) : option (list (tensor A)) :=
  common <- common_shape (map shape l) [] ;; traverse (broadcast common) l.
(** A function of scalars on the entries of arrays that are brought to one shape. *)
Definition entrywise (f : list A -> A) (l : list (tensor A)) : option (tensor A) :=
  common <- common_shape (map shape l) [] ;;
  l <- traverse (broadcast common) l ;;
  rows <- columns (map entries l) ;; Some (Tensor common (map f rows)).
Definition each (f : A -> option A) (T : tensor A) : option (tensor A) :=
  l <- traverse f (entries T) ;; Some (Tensor (shape T) l).

(** *** Gathers *)
Definition transpose (order : list N) (T : tensor A) : option (tensor A) :=
  let dimensions := count (shape T) in
  check (count order =? dimensions) && forallb (fun i => among i order) (range dimensions) ;;
  chosen <- traverse (nth_N (axes (shape T))) order ;; gathered T (map fst chosen) (map steps chosen).
Definition reversed (T : tensor A) : option (tensor A) := transpose (rev (range (count (shape T)))) T.

(** The places that a slice names, as Python has it; there is one at least. *)
Definition sliced (size : Z) (start stop step : option Z) : option (list Z) :=
  let by_ := match step with Some s => s | None => 1 end%Z in
  check negb (by_ =? 0)%Z ;;
  let down := (by_ <? 0)%Z in
  let lower := if down then (-1)%Z else 0%Z in
  let upper := if down then (size - 1)%Z else size in
  let clamped i := (if i <? 0 then Z.max (i + size) lower else Z.min i upper)%Z in
  let first := match start with Some i => clamped i | None => if down then upper else lower end in
  let last := match stop with Some i => clamped i | None => if down then lower else upper end in
  let span := if down then (first - last)%Z else (last - first)%Z in
  check (0 <? span)%Z ;;
  Some (map (fun k => first + Z.of_N k * by_)%Z (range (Z.to_N ((span - 1) / Z.abs by_ + 1)))).
(** The offsets that a subscript chooses along an axis, and the axis that remains of it. *)
Definition chosen (s : subscript) (axis : N * N) : option (list N * list N) :=
  let size := Z.of_N (fst axis) in
  match s with
  | At i => check ((- size <=? i) && (i <? size))%Z ;; Some ([Z.to_N (i mod size) * snd axis], [])
  | Range a b c =>
    l <- sliced size a b c ;; let l := map (fun i => Z.to_N i * snd axis) l in Some (l, [count l])
  | Dots => None
  end.
Definition is_dots (s : subscript) : bool := match s with Dots => true | _ => false end.
Definition subscripted (l : list subscript) (T : tensor A) : option (tensor A) :=
  let given := count (filter (fun s => negb (is_dots s)) l) in
  let left := count (shape T) - given in
  check (given <=? count (shape T)) && (count (filter is_dots l) <=? 1) ;;
  let l := if existsb is_dots l then l else l ++ [Dots] in
  let l := flat_map (fun s => if is_dots s then same left (Range None None None) else [s]) l in
  parts <- traverse (fun p => chosen (fst p) (snd p)) (combine l (axes (shape T))) ;;
  gathered T (flat_map snd parts) (map fst parts).

(** One size may be -1, which is then what it has to be. *)
Definition reshaped (wanted : list Z) (T : tensor A) : option (tensor A) :=
  let size := size_of (shape T) in
  let free := filter (Z.eqb (-1)) wanted in
  let known := filter (fun n => negb (n =? -1)%Z) wanted in
  check (count wanted <=? most_axes) && forallb (Z.leb 1) known ;;
  let rest := size_of (map Z.to_N known) in
  check if count free =? 0 then rest =? size else (count free =? 1) && (size mod rest =? 0) ;;
  Some (Tensor (map (fun n => if (n =? -1)%Z then size / rest else Z.to_N n) wanted) (entries T)).

(** Arrays of one shape along a new axis. *)
Definition stacked (axis : Z) (l : list (tensor A)) : option (tensor A) :=
  match map shape l with
  | [] => None
  | one :: others =>
    at_ <- one_axis (count one + 1) axis ;;
    check forallb (same_shape one) others && fits (count l :: one) ;;
    let rest := range (count one) in
    transpose (map N.succ (filter (fun i => i <? at_) rest) ++ 0 :: map N.succ (filter (fun i => at_ <=? i) rest))
      (Tensor (count l :: one) (flat_map entries l))
  end.

(** The shape without one axis, and the size of that axis. *)
Fixpoint without (at_ : N) (shape : list N) : list N :=
  match shape with [] => [] | n :: shape => if at_ =? 0 then shape else n :: without (N.pred at_) shape end.
Fixpoint instead (at_ n : N) (shape : list N) : list N :=
  match shape with [] => [] | m :: shape => if at_ =? 0 then n :: shape else m :: instead (N.pred at_) n shape end.
Fixpoint before (at_ : N) (shape : list N) : list N :=
  match shape with [] => [] | n :: shape => if at_ =? 0 then [] else n :: before (N.pred at_) shape end.
Fixpoint from (at_ : N) (shape : list N) : list N :=
  match shape with [] => [] | n :: rest => if at_ =? 0 then shape else from (N.pred at_) rest end.
(** The offsets of the blocks in a row of arrays that stand one after the other: the first offset, and the size. *)
Fixpoint blocks (at_ : N) (first : N) (shapes : list (list N)) : list (N * N) :=
  match shapes with
  | [] => []
  | one :: shapes => (first, size_of (from at_ one)) :: blocks at_ (first + size_of one) shapes
  end.
(** Arrays that differ in their size along one axis only, one after the other along it. *)
Definition concatenated (axis : Z) (l : list (tensor A)) : option (tensor A) :=
  match map shape l with
  | [] => None
  | one :: others =>
    at_ <- one_axis (count one) axis ;;
    check forallb (fun s => (count s =? count one) && same_shape (without at_ s) (without at_ one)) others ;;
    sizes <- traverse (fun shape => nth_N shape at_) (one :: others) ;;
    let whole := instead at_ (fold_right N.add 0 sizes) one in
    check fits whole ;;
    let parts := blocks at_ 0 (one :: others) in
    let row r := flat_map (fun b => map (N.add (fst b + r * snd b)) (range (snd b))) parts in
    entries <- gather (flat_map entries l) (flat_map row (range (size_of (before at_ one)))) ;;
    Some (Tensor whole entries)
  end.

(** Each entry, or each slice along the axis, so many times; all entries in one row if there is no axis. *)
Definition repeated (times : Z) (axis : option Z) (T : tensor A) : option (tensor A) :=
  check (1 <=? times)%Z ;;
  let T := match axis with None => Tensor [size_of (shape T)] (entries T) | Some _ => T end in
  at_ <- one_axis (count (shape T)) (match axis with None => 0%Z | Some axis => axis end) ;;
  size <- nth_N (shape T) at_ ;;
  let whole := instead at_ (size * Z.to_N times) (shape T) in
  check fits whole ;;
  gathered T whole (map
    (fun p => if fst p =? at_ then flat_map (same (Z.to_N times)) (steps (snd p)) else steps (snd p))
    (combine (range (count (shape T))) (axes (shape T)))).

(** An array of equal entries. *)
Definition filled (shape : list Z) (a : A) : option (tensor A) :=
  let sizes := map Z.to_N shape in
  check forallb (Z.leb 1) shape && fits sizes ;; Some (Tensor sizes (same (size_of sizes) a)).

(** The diagonal of a matrix, or the diagonal matrix of a vector. *)
Definition diagonal (zero : A) (T : tensor A) : option (tensor A) :=
  match shape T with
  | [n] =>
    check fits [n; n] ;;
    let row i := map (fun j => if i =? j then i else n) (range n) in
    l <- gather (entries T ++ [zero]) (flat_map row (range n)) ;;
    Some (Tensor [n; n] l)
  | [m; n] => let size := N.min m n in gathered T [size] [steps (size, n + 1)]
  | _ => None
  end.

(** x[C, …] with zeros around it, along the axes from the given one on. *)
Fixpoint padded (zero : A) (axis : N) (padding : list N) (T : tensor A) : option (tensor A) :=
  match padding with
  | [] => Some T
  | width :: padding =>
    T <- (if width =? 0 then Some T else
      zeros <- filled (map Z.of_N (instead axis width (shape T))) zero ;;
      concatenated (Z.of_N axis) [zeros; T; zeros]) ;;
    padded zero (N.succ axis) padding T
  end.
(** The number of windows along an axis, the stride between them, and the width and stride within. *)
Definition window (size_stride width_step : N * N) : option ((N * N) * (N * N)) :=
  let (size, stride) := size_stride in
  let (width, step) := width_step in
  check width <=? size ;; Some (((size - width) / step + 1, step * stride), (width, stride)).
(** x[C, …] with zeros around it, seen through windows: [C, window's place…, place in the window…]. *)
Definition windowed (zero : A) (kernel : list N) (stride padding : list Z) (T : tensor A) : option (tensor A) :=
  check forallb (Z.leb 1) stride && forallb (Z.leb 0) padding ;;
  T <- padded zero 1 (map Z.to_N padding) T ;;
  match axes (shape T) with
  | [] => None
  | first :: rest =>
    found <- traverse (fun p => window (fst p) (snd p)) (combine rest (combine kernel (map Z.to_N stride))) ;;
    let all := first :: map fst found ++ map snd found in
    check fits (map fst all) ;; gathered T (map fst all) (map steps all)
  end.

(** *** Along axes *)
Definition reduced_shape (shape found : list N) (keep : bool) : list N :=
  flat_map (fun p => if among (fst p) found then if keep then [1] else [] else [snd p])
    (combine (range (count shape)) shape).
(** The slices along some axes as one. *)
Definition reduced (combine_ : list A -> A) (given : option (list Z)) (keep : bool) (T : tensor A) :
    option (tensor A) :=
  let dimensions := count (shape T) in
  found <- axes_meant dimensions given ;;
  rows <- rows_of T (other_axes dimensions found) found ;;
  Some (Tensor (reduced_shape (shape T) found keep) (map combine_ rows)).

(** A function of two arrays on the slices, one after the other. *)
Fixpoint fold_some {B} (f : B -> B -> option B) (l : list B) (a : B) : option B :=
  match l with [] => Some a | b :: l => c <- f a b ;; fold_some f l c end.
Definition folded (f : tensor A -> tensor A -> option (tensor A)) (given : option (list Z)) (keep : bool)
    (T : tensor A) : option (tensor A) :=
  let dimensions := count (shape T) in
  found <- axes_meant dimensions given ;;
  rows <- rows_of T found (other_axes dimensions found) ;;
  let size := size_of (reduced_shape (shape T) found false) in
  match map (Tensor [size]) rows with
  | [] => None
  | first :: others =>
    one <- fold_some f others first ;; Some (Tensor (reduced_shape (shape T) found keep) (entries one))
  end.

(** The sums of the slices up to each one. *)
Fixpoint running (sum : list A -> A) (so_far : A) (l : list A) : list A :=
  match l with [] => [] | a :: l => let s := sum [so_far; a] in s :: running sum s l end.
Definition sums_so_far (sum : list A -> A) (l : list A) : list A :=
  match l with [] => [] | a :: l => a :: running sum a l end.
Definition cumulated (sum : list A -> A) (axis : Z) (T : tensor A) : option (tensor A) :=
  let dimensions := count (shape T) in
  at_ <- one_axis dimensions axis ;;
  size <- nth_N (shape T) at_ ;;
  rows <- rows_of T (other_axes dimensions [at_]) [at_] ;;
  transpose (map (fun i => if i <? at_ then i else if i =? at_ then dimensions - 1 else i - 1) (range dimensions))
    (Tensor (without at_ (shape T) ++ [size]) (flat_map (sums_so_far sum) rows)).

(** *** Contractions *)
(** The sizes of letters, in the order in which they are met. *)
Fixpoint note_sizes (letters sizes : list N) (known : list (N * N)) : option (list (N * N)) :=
  match letters, sizes with
  | [], [] => Some known
  | letter :: letters, size :: sizes =>
    match assoc_N letter known with
    | Some other => check size =? other ;; note_sizes letters sizes known
    | None => note_sizes letters sizes (known ++ [(letter, size)])
    end
  | _, _ => None
  end.
Fixpoint sizes_of_letters (operands shapes : list (list N)) (known : list (N * N)) : option (list (N * N)) :=
  match operands, shapes with
  | [], [] => Some known
  | letters :: operands, shape :: shapes =>
    known <- note_sizes letters shape known ;; sizes_of_letters operands shapes known
  | _, _ => None
  end.
(** How far apart the entries are that are neighbours in a letter, which may stand at several axes. *)
Definition stride_of (letters strides : list N) (letter : N) : N :=
  fold_right (fun p sum => if fst p =? letter then snd p + sum else sum) 0 (combine letters strides).
(** For each place in the result, the entries of an operand, in the order of the letters that are summed. *)
Definition factors (result summed : list (N * N)) (letters : list N) (T : tensor A) : option (list (list A)) :=
  let along p := steps (snd p, stride_of letters (strides (shape T)) (fst p)) in
  gather_rows (entries T) (each_with (offsets (map along summed)) (offsets (map along result))).
(** The sum of products over all letters that the result does not have. *)
Definition contracted (sum product : list A -> A) (operands : list (list N)) (result : list N) (l : list (tensor A)) :
    option (tensor A) :=
  sizes <- sizes_of_letters operands (map shape l) [] ;;
  found <- traverse (fun letter => assoc_N letter sizes) result ;;
  let summed := filter (fun p => negb (among (fst p) result)) sizes in
  check distinct result && fits found
    && (size_of found * size_of (map snd summed) * count operands <=? most_entries) ;;
  rows <- traverse (fun p => factors (combine result found) summed (fst p) (snd p)) (combine operands l) ;;
  places <- columns rows ;;
  entries <- traverse (fun place => products <- columns place ;; Some (sum (map product products))) places ;;
  Some (Tensor found entries).
End Tensors.

(** *** The letters of einsum *)
Definition letter (c : ascii) : option N :=
  let n := N_of_ascii c in
  check ((65 <=? n) && (n <=? 90)) || ((97 <=? n) && (n <=? 122)) ;; Some n.
Definition alphabet : list N := map (N.add 65) (range 26) ++ map (N.add 97) (range 26).
(** What stands before the first arrow, and what stands after it. *)
Fixpoint split_arrow (l : list ascii) : list ascii * option (list ascii) :=
  match l with
  | [] => ([], None)
  | c :: l =>
    match l with
    | d :: rest =>
      if ((c =? "-") && (d =? ">"))%char then ([], Some rest) else let (a, b) := split_arrow l in (c :: a, b)
    | [] => ([c], None)
    end
  end.
Fixpoint split_commas (l : list ascii) : list (list ascii) :=
  match l with
  | [] => [[]]
  | c :: l =>
    if (c =? ",")%char then [] :: split_commas l
    else match split_commas l with part :: parts => (c :: part) :: parts | [] => [[c]] end
  end.
(** The letters of the operands and of the result; without an arrow, the result has those that stand once. *)
Definition letters_of (text : string) : option (list (list N) * list N) :=
  let (operands, after) := split_arrow (filter (fun c => negb (c =? " ")%char) (list_ascii_of_string text)) in
  operands <- traverse (traverse letter) (split_commas operands) ;;
  result <- match after with
    | Some l => traverse letter l
    | None => Some (filter (fun c => count (filter (N.eqb c) (concat operands)) =? 1) alphabet)
    end ;;
  Some (operands, result).

Definition einsum {A} (sum product : list A -> A) (text : string) (l : list (tensor A)) : option (tensor A) :=
  letters <- letters_of text ;; contracted sum product (fst letters) (snd letters) l.

(** The sizes in front of the last two, and these two. *)
Definition matrices (shape : list N) : option (list N * (N * N)) :=
  match rev shape with n :: m :: front => Some (rev front, (m, n)) | _ => None end.
(** Matrices in the last two axes, vectors, and stacks of matrices, which are broadcast. *)
Definition matmul {A} (sum product : list A -> A) (a b : tensor A) : option (tensor A) :=
  let row := count (shape a) =? 1 in
  let column := count (shape b) =? 1 in
  let a := Tensor (if row then 1 :: shape a else shape a) (entries a) in
  let b := Tensor (if column then shape b ++ [1] else shape b) (entries b) in
  left <- matrices (shape a) ;;
  right <- matrices (shape b) ;;
  check snd (snd left) =? fst (snd right) ;;
  front <- common_shape [fst left; fst right] [] ;;
  a <- broadcast (front ++ [fst (snd left); snd (snd left)]) a ;;
  b <- broadcast (front ++ [fst (snd right); snd (snd right)]) b ;;
  let stack := range (count front) in
  found <- contracted sum product [stack ++ [100; 101]; stack ++ [101; 102]] (stack ++ [100; 102]) [a; b] ;;
  Some (Tensor (front ++ (if row then [] else [fst (snd left)]) ++ (if column then [] else [snd (snd right)]))
    (entries found)).

(** ** Options *)
Definition flag (key : string) (default : bool) (o : options) : option bool :=
  match assoc key o with None => Some default | Some (OFlag b) => Some b | _ => None end.
Definition integer (key : string) (default : option Z) (o : options) : option Z :=
  match assoc key o with None => default | Some (OInt z) => Some z | _ => None end.
(** One integer, or a list of them. *)
Definition integers (key : string) (o : options) : option (list Z) :=
  match assoc key o with Some (OInt z) => Some [z] | Some (OInts l) => Some l | _ => None end.
(** Nothing, one axis or a list of them. *)
Definition axes_given (o : options) : option (option (list Z)) :=
  match assoc "axis"%string o with
  | None | Some ONone => Some None
  | Some _ => l <- integers "axis" o ;; Some (Some l)
  end.
(** One integer for each axis; one alone is for all of them. *)
Definition per_axis (key : string) (n : N) (o : options) : option (list Z) :=
  l <- integers key o ;;
  match l with
  | [one] => Some (same n one)
  | _ => check count l =? n ;; Some l
  end.
(** In the body of a definition a name stands for an option of the call. *)
Definition resolved (outer given : options) : options :=
  map (fun p => (fst p, match snd p with
    | OName s => match assoc s outer with Some value => value | None => snd p end
    | value => value
    end)) given.

(** ** Terms that are numbers *)
Definition most_exponent : Z := 1000.
Definition power_of_number (q : Q) (n : Z) : option Q :=
  check (Z.abs n <=? most_exponent)%Z && ((0 <=? n)%Z || negb (Qnum q =? 0)%Z) ;; Some (Qred (Qpower q n)).
(** The value of a term that is written in numbers only. *)
Fixpoint number_of (t : term) : option Q :=
  match t with
  | Literal q => Some q
  | Opposite a => q <- number_of a ;; Some (Qopp q)
  | Sum l => l <- traverse number_of l ;; check 2 <=? count l ;; Some (Qred (fold_right Qplus 0%Q l))
  | Product l => l <- traverse number_of l ;; check 2 <=? count l ;; Some (Qred (fold_right Qmult 1%Q l))
  | Quotient a b =>
    p <- number_of a ;; q <- number_of b ;; check negb (Qnum q =? 0)%Z ;; Some (Qred (Qdiv p q))
  | Power a n => q <- number_of a ;; power_of_number q n
  | _ => None
  end.
(** Two numbers, the lower one first. *)
Definition an_interval (lo hi : term) : bool :=
  match number_of lo, number_of hi with Some a, Some b => negb (Qle_bool b a) | _, _ => false end.

(** What clip asks of its bounds, and no other function. *)
Definition bounds_are_numbers (f : string) (l : list term) : bool :=
  if (f =? "clip")%string then match l with [_; lo; hi] => an_interval lo hi | _ => false end else true.

Definition rationals : scalars Q := {|
  s_num := fun q => q;
  s_sum := fun l => Qred (fold_right Qplus 0%Q l);
  s_product := fun l => Qred (fold_right Qmult 1%Q l);
  s_power := fun q n => Qred (Qpower q (Z.of_N n));
  s_call := fun f q => match f with Inv => check negb (Qnum q =? 0)%Z ;; Some (Qred (Qinv q)) | _ => None end |}.

(** ** Calls *)
Definition most_operands : N := 10000.
Definition takes (how_many : arity) (n : N) : bool :=
  match how_many with Exactly m => n =? m | Several => (1 <=? n) && (n <=? most_operands) end.
Definition allows (keys : list string) (given : options) : bool := forallb (fun p => named (fst p) keys) given.
Definition native_called (inner : bool) (f : string) : option (native * arity * list string) :=
  assoc f (if inner then natives ++ inner_natives else natives).
Fixpoint position (s : string) (l : list string) (i : positive) : option positive :=
  match l with [] => None | t :: l => if (s =? t)%string then Some i else position s l (Pos.succ i) end.
(** The elementary function, or the unspecified one, of that name. *)
Definition function_called (inner : bool) (declared : list string) (f : string) : option fn :=
  match assoc f (if inner then elementary ++ inner_elementary else elementary) with
  | Some fn => Some fn
  | None => i <- position f declared 1 ;; Some (Sigma i 0)
  end.
(** Whether a definition takes so many arguments. *)
Definition takes_arguments (d : definition) (n : N) : bool :=
  (n <=? count (arguments_of d)) && (count (arguments_of d) <=? n + count (left_out_of d)).

Section Interpreter.
Context {A : Type} (o : scalars A) (declared : list string).

Definition inverse : tensor A -> option (tensor A) := each (s_call o Inv).
Definition power (n : Z) (T : tensor A) : option (tensor A) :=
  check (Z.abs n <=? most_exponent)%Z ;;
  T <- (if (0 <=? n)%Z then Some T else inverse T) ;; each (fun a => Some (s_power o a (Z.abs_N n))) T.
Definition opposite : tensor A -> option (tensor A) := each (fun a => Some (s_product o [s_num o (-1)%Q; a])).
Definition quotient (a b : tensor A) : option (tensor A) := b <- inverse b ;; entrywise (s_product o) [a; b].

Definition windows_of (x w : tensor A) (given : options) : option (tensor A) :=
  dimensions <- integer "axes" None given ;;
  match shape x, shape w with
  | channels :: sizes, _ :: channels' :: kernel =>
    check (Z.of_N (count sizes) =? dimensions)%Z && (count kernel =? count sizes) && (channels =? channels') ;;
    stride <- per_axis "stride" (count kernel) given ;;
    padding <- per_axis "padding" (count kernel) given ;;
    windowed (s_num o 0%Q) kernel stride padding x
  | _, _ => None
  end.

Definition apply_native (n : native) (l : list (tensor A)) (given : options) : option (tensor A) :=
  match n, l with
  | Summed, [a] =>
    axes <- axes_given given ;; keep <- flag "keepdims" false given ;; reduced (s_sum o) axes keep a
  | Multiplied, [a] =>
    axes <- axes_given given ;; keep <- flag "keepdims" false given ;; reduced (s_product o) axes keep a
  | Counted, [a] =>
    axes <- axes_given given ;;
    found <- axes_meant (count (shape a)) axes ;;
    sizes <- traverse (nth_N (shape a)) found ;; Some (scalar (s_num o (inject_Z (Z.of_N (size_of sizes)))))
  | Cumulated, [a] => axis <- integer "axis" (Some (-1)%Z) given ;; cumulated (s_sum o) axis a
  | Diagonal, [a] => diagonal (s_num o 0%Q) a
  | Transposed, [a] =>
    match assoc "axes"%string given with
    | None => reversed a
    | Some _ =>
      axes <- integers "axes" given ;;
      order <- traverse (one_axis (count (shape a))) axes ;; transpose order a
    end
  | Reshaped, [a] => wanted <- integers "shape" given ;; reshaped wanted a
  | Concatenated, l => axis <- integer "axis" (Some 0%Z) given ;; concatenated axis l
  | Stacked, l => axis <- integer "axis" (Some 0%Z) given ;; stacked axis l
  | Repeated, [a] =>
    times <- integer "repeats" None given ;;
    match assoc "axis"%string given with
    | None => repeated times None a
    | Some _ => axis <- integer "axis" None given ;; repeated times (Some axis) a
    end
  | Zeros, [] => wanted <- integers "shape" given ;; filled wanted (s_num o 0%Q)
  | Ones, [] => wanted <- integers "shape" given ;; filled wanted (s_num o 1%Q)
  | Eye, [] =>
    n <- integer "n" None given ;; ones <- filled [n] (s_num o 1%Q) ;; diagonal (s_num o 0%Q) ones
  | Windows, [x; w] => windows_of x w given
  | _, _ => None
  end.

(** What a definition means, if [recur] says what terms mean in it. *)
Fixpoint completed (recur : environment A -> options -> term -> option (tensor A)) (left_out : list (string * term))
    (env : environment A) (given : options) : option (environment A) :=
  match left_out with
  | [] => Some env
  | (name, default) :: left_out =>
    env <- match assoc name env with
      | Some _ => Some env
      | None => T <- recur env given default ;; Some ((name, T) :: env)
      end ;;
    completed recur left_out env given
  end.
Definition expanded (recur : environment A -> options -> term -> option (tensor A)) (env : environment A)
    (d : definition) (arguments : environment A) (given : options) : option (tensor A) :=
  let pi := match assoc "pi"%string env with Some T => [("pi"%string, T)] | None => [] end in
  let given := given ++ defaults_of d in
  env <- completed recur (left_out_of d) (arguments ++ pi) given ;; recur env given (body_of d).

(** A call of [f], if [defined] says what calls of definitions mean; [l] are the terms of the operands. *)
Definition called (defined : definition -> environment A -> options -> option (tensor A)) (inner : bool) (f : string)
    (l : list term) (operands : list (tensor A)) (given : options) : option (tensor A) :=
  let n := count operands in
  match native_called inner f with
  | Some (native, how_many, keys) => check takes how_many n && allows keys given ;; apply_native native operands given
  | None =>
    match assoc f definitions with
    | Some d =>
      match named f folds, operands with
      | true, [a] =>
        check allows ["axis"; "keepdims"]%string given ;;
        axes <- axes_given given ;; keep <- flag "keepdims" false given ;;
        folded (fun left right => defined d (combine (arguments_of d) [left; right]) []) axes keep a
      | _, _ =>
        check takes_arguments d n && allows (map fst (defaults_of d)) given ;;
        check bounds_are_numbers f l ;;
        defined d (combine (arguments_of d) operands) given
      end
    | None =>
      fn <- function_called inner declared f ;;
      match operands, given with [a], [] => each (s_call o fn) a | _, _ => None end
    end
  end.

(** The array that a term means. Some functions may be called in definitions only: there [inner] is true. *)
Fixpoint interpret (inner : bool) (fuel : nat) (env : environment A) (opts : options) (t : term) : option (tensor A) :=
  match fuel with
  | O => None
  | S fuel =>
    let here := interpret inner fuel env opts in
    match t with
    | Name s => assoc s env
    | Literal q => Some (scalar (s_num o q))
    | Sum l => check 2 <=? count l ;; l <- traverse here l ;; entrywise (s_sum o) l
    | Product l => check 2 <=? count l ;; l <- traverse here l ;; entrywise (s_product o) l
    | Opposite a => a <- here a ;; opposite a
    | Quotient a b => a <- here a ;; b <- here b ;; quotient a b
    | Power a n => a <- here a ;; power n a
    | Matmul a b => a <- here a ;; b <- here b ;; matmul (s_sum o) (s_product o) a b
    | Transpose a => a <- here a ;; reversed a
    | Index a l => check 1 <=? count l ;; a <- here a ;; subscripted l a
    | Stack l => l <- traverse here l ;; stacked 0 l
    | Einsum letters l => check 1 <=? count l ;; l <- traverse here l ;; einsum (s_sum o) (s_product o) letters l
    | Apply f l given =>
      operands <- traverse here l ;;
      called (expanded (interpret true fuel) env) inner f l operands (resolved opts given)
    end
  end.

Definition eval : nat -> environment A -> options -> term -> option (tensor A) := interpret false.

(** ** What models and candidates are made of *)
(** The two sides of an equation or condition, brought to one shape. *)
Fixpoint pairs (l m : list A) : option (list (A * A)) :=
  match l, m with
  | [], [] => Some []
  | a :: l, b :: m => r <- pairs l m ;; Some ((a, b) :: r)
  | _, _ => None
  end.
Definition pair_of (fuel : nat) (env : environment A) (left right : term) : option (list (A * A)) :=
  a <- eval fuel env [] left ;;
  b <- eval fuel env [] right ;;
  both <- together [a; b] ;;
  match both with [a; b] => pairs (entries a) (entries b) | _ => None end.

(** Local definitions, of which each may use those before it; none has a name that is taken. *)
Fixpoint define (fuel : nat) (taken : list string) (env : environment A) (lets : list (string * term)) :
    option (environment A) :=
  match lets with
  | [] => Some env
  | (name, t) :: lets =>
    check negb (named name taken) && match assoc name env with Some _ => false | None => true end ;;
    T <- eval fuel env [] t ;; define fuel taken ((name, T) :: env) lets
  end.

(** The entries of an expression such as [W[0]], which names parameters if they are leaves. *)
Definition targets (fuel : nat) (env : environment A) (t : term) : option (list A) :=
  T <- eval fuel env [] t ;; Some (entries T).

(** *** Symmetric functions (T23) *)
(** The exponents of that size of [l], in the order of combinations with replacement. *)
Fixpoint exponents_of_size {X} (l : list X) (size : N) : list (list N) :=
  match l with
  | [] => []
  | [_] => [[size]]
  | _ :: l => flat_map (fun n => map (cons n) (exponents_of_size l (size - n))) (rev (range (size + 1)))
  end.
Definition most_symmetric : N := 10000.
(** Whether n over k is at most [most_symmetric], for 2k <= n. *)
Definition binomial_is_small (n k : N) : bool :=
  match fold_left (fun found i => c <- found ;; let c := c * (n - i) / (i + 1) in check c <=? most_symmetric ;; Some c)
    (range k) (Some 1) with Some _ => true | None => false end.
(** The exponents of 1 up to as many as there are members, the smallest first. *)
Definition exponents (block : list (list N)) : option (list (list N)) :=
  match block with
  | [] => None
  | member :: _ =>
    check binomial_is_small (count member + count block) (N.min (count member) (count block)) ;;
    Some (flat_map (fun i => exponents_of_size member (i + 1)) (range (count block)))
  end.
(** A block has two members at least, with as many outputs each. *)
Definition is_block (block : list (list N)) : bool :=
  match block with
  | a :: b :: _ => negb (count a =? 0) && forallb (fun member => count member =? count a) block
  | _ => false
  end.
Definition monomial (powers : list N) (member : list A) : A :=
  s_product o (map (fun p => s_power o (fst p) (snd p)) (combine member powers)).
Definition symmetric_functions (outputs : list A) (block : list (list N)) : option (list A) :=
  powers <- exponents block ;;
  members <- gather_rows outputs block ;;
  Some (map (fun alpha => s_sum o (map (monomial alpha) members)) powers).
(** The outputs of no block, and the symmetric functions of the members of each. *)
Definition symmetrised (outputs : list A) (symmetric : list (list (list N))) : option (list A) :=
  let listed := concat (concat symmetric) in
  check forallb is_block symmetric ;;
  let taken := fold_left (fun m i => PositiveMap.add (N.succ_pos i) tt m) listed (PositiveMap.empty unit) in
  let size := count outputs in
  check forallb (fun i => i <? size) listed ;;
  let free := filter (fun i => negb (PositiveMap.mem (N.succ_pos i) taken)) (range size) in
  check count free + count listed =? size ;;
  others <- gather outputs free ;;
  functions <- traverse (symmetric_functions outputs) symmetric ;;
  Some (others ++ concat functions).

Definition most_scalars : N := 500000.
(** The functions of a family: all entries of all outputs, or the symmetric functions of blocks of them. *)
Definition family_of (fuel : nat) (taken : list string) (env : environment A) (lets : list (string * term))
    (outputs : list term) (symmetric : list (list (list N))) : option (list A) :=
  env <- define fuel taken env lets ;;
  arrays <- traverse (eval fuel env []) outputs ;;
  let family := flat_map entries arrays in
  check (1 <=? count outputs) && (count family <=? most_scalars) ;;
  match symmetric with [] => Some family | _ => symmetrised family symmetric end.

(** *** Declarations *)
Definition further (first : positive) (n : N) : positive :=
  match n with N0 => first | Npos k => (first + k)%positive end.
(** Arrays of consecutive leaves, in the order of the declarations. *)
Fixpoint declare (leaf : positive -> A) (l : list declaration) (first : positive) : environment A :=
  match l with
  | [] => []
  | (name, shape) :: l =>
    (name, Tensor shape (map (fun i => leaf (further first i)) (range (size_of shape))))
      :: declare leaf l (further first (size_of shape))
  end.
End Interpreter.

Definition size_of_declarations (l : list declaration) : N := fold_right (fun d n => size_of (snd d) + n) 0 l.
Fixpoint all_distinct (l : list string) : bool :=
  match l with [] => true | s :: l => negb (named s l) && all_distinct l end.
(** Names that differ from each other and from those that are taken, with shapes that arrays may have. *)
Definition may_declare (taken : list string) (l : list declaration) : bool :=
  all_distinct (map fst l) && forallb (fun d => negb (named (fst d) ("pi"%string :: taken))) l
  && forallb (fun d => (count (snd d) <=? most_axes) && forallb (fun n => (1 <=? n) && (n <=? most_scalars)) (snd d)) l
  && (size_of_declarations l <=? most_scalars).
