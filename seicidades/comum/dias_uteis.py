"""Dias úteis: soma e conta sem percorrer o calendário. Python puro: o núcleo usa."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date

SABADO = 5


class Calendario:
    """Dias sem expediente de um lugar, além de sábados e domingos. Não muda depois de criado.

    Cada dia tem um número de ordem entre os dias úteis, que sai de uma conta:
    dias de segunda a sexta até ele, menos os feriados que caíram nesses dias.
    Somar e contar viram diferença de números; o custo não depende do intervalo.

    Args:
        feriados: datas com seus nomes, ou só datas. Vários anos de uma vez.
    """

    __slots__ = ("_achados", "_antes", "_contados", "_datas", "_marcados", "_nomes")

    def __init__(self, feriados: Mapping[date, str] | Iterable[date] = ()):
        nomes = dict(feriados) if isinstance(feriados, Mapping) else dict.fromkeys(feriados, "")
        datas = tuple(sorted(nomes))
        marcados = tuple(d.toordinal() for d in datas if d.weekday() < SABADO)
        # Quantos dias úteis há antes de cada feriado: não decresce, serve à bisseção.
        antes = tuple(_dias_de_semana_ate(o) - i - 1 for i, o in enumerate(marcados))
        # As contas já feitas, que não mudam: `_achados` por ordem, `_contados` por dia.
        valores = ({}, antes, {}, datas, marcados, {d: nomes[d] for d in datas})
        for atributo, valor in zip(Calendario.__slots__, valores, strict=True):
            object.__setattr__(self, atributo, valor)

    def __setattr__(self, nome, valor):
        raise AttributeError("O calendário não muda: crie outro com os feriados certos.")

    __delattr__ = __setattr__

    def __eq__(self, outro):
        if not isinstance(outro, Calendario):
            return NotImplemented
        return self._nomes == outro._nomes

    def __hash__(self):
        return hash(self._datas)

    def __repr__(self):
        return f"<Calendario com {len(self._datas)} feriados>"

    def __reduce__(self):
        return (Calendario, (self._nomes,))

    def eh_util(self, dia: date) -> bool:
        return dia.weekday() < SABADO and dia not in self._nomes

    def nome_do_feriado(self, dia: date) -> str | None:
        """Nome do feriado, vazio se veio sem nome, ou None se o dia não é feriado."""
        return self._nomes.get(dia)

    def somar(self, dia: date, n: int) -> date:
        """O n-ésimo dia útil depois de `dia`, que não conta; com `n` negativo, antes dele.

        Com `n` zero devolve o próprio dia, útil ou não.
        """
        if n == 0:
            return dia
        ordinal = dia.toordinal()
        ordem = self._uteis_ate(ordinal) + n if n > 0 else self._uteis_ate(ordinal - 1) + n + 1
        return self._dia_util_de_ordem(ordem)

    def contar(self, inicio: date, fim: date) -> int:
        """Dias úteis depois de `inicio` até `fim`, inclusive; negativo se `fim` vem antes."""
        return self._uteis_ate(fim.toordinal()) - self._uteis_ate(inicio.toordinal())

    def proximo_util(self, dia: date) -> date:
        """O próprio dia, se útil; senão o primeiro dia útil seguinte."""
        return dia if self.eh_util(dia) else self.somar(dia, 1)

    def feriados_entre(self, inicio: date, fim: date) -> dict[date, str]:
        """Feriados de `inicio` a `fim`, inclusive, em ordem; os de fim de semana também."""
        datas = self._datas[bisect_left(self._datas, inicio) : bisect_right(self._datas, fim)]
        return {d: self._nomes[d] for d in datas}

    def _uteis_ate(self, ordinal: int) -> int:
        uteis = self._contados.get(ordinal)
        if uteis is None:
            uteis = _dias_de_semana_ate(ordinal) - bisect_right(self._marcados, ordinal)
            self._contados[ordinal] = uteis
        return uteis

    def _dia_util_de_ordem(self, ordem: int) -> date:
        dia = self._achados.get(ordem)
        if dia is None:
            feriados_antes = bisect_left(self._antes, ordem)
            semanas, resto = divmod(ordem + feriados_antes - 1, 5)
            dia = self._achados[ordem] = date.fromordinal(semanas * 7 + resto + 1)
        return dia


class CalendarioLocal(Calendario):
    """Os feriados de um lugar, somados aos de um calendário já feito.

    Custa só os que soma; quando coincidem, vale o nome do calendário de baixo.
    """

    __slots__ = ("_base", "_proprios")

    def __init__(self, base: Calendario, locais: Mapping[date, str]):
        do_estado, por = base._nomes, object.__setattr__
        proprios = {d: nome for d, nome in locais.items() if d not in do_estado}
        por(self, "_base", base)
        por(self, "_proprios", proprios)
        por(self, "_marcados", sorted([d.toordinal() for d in proprios if d.weekday() < SABADO]))

    __hash__ = Calendario.__hash__

    def somar(self, dia: date, n: int) -> date:
        """Sem feriado local no caminho, que é quase sempre, vale a conta do calendário de baixo."""
        alvo = self._base.somar(dia, n)
        de, ate = dia.toordinal() + 1, alvo.toordinal() + 1
        if n < 0:
            de, ate = ate - 1, de - 1
        if bisect_left(self._marcados, de) == bisect_left(self._marcados, ate):
            return alvo
        return super().somar(dia, n)

    @property
    def _nomes(self) -> dict[date, str]:
        return self._base._nomes | self._proprios

    @property
    def _datas(self) -> tuple[date, ...]:
        return tuple(sorted(self._nomes))

    def eh_util(self, dia: date) -> bool:
        return dia not in self._proprios and self._base.eh_util(dia)

    def nome_do_feriado(self, dia: date) -> str | None:
        return self._proprios.get(dia, self._base.nome_do_feriado(dia))

    def _uteis_ate(self, ordinal: int) -> int:
        return self._base._uteis_ate(ordinal) - bisect_right(self._marcados, ordinal)

    def _dia_util_de_ordem(self, ordem: int) -> date:
        """Cada feriado local até o dia achado o empurra um dia útil; até nenhum mais empurrar."""
        dia, empurrado = self._base._dia_util_de_ordem(ordem), 0
        while (ate_o_dia := bisect_right(self._marcados, dia.toordinal())) != empurrado:
            empurrado = ate_o_dia
            dia = self._base._dia_util_de_ordem(ordem + empurrado)
        return dia


def _dias_de_semana_ate(ordinal: int) -> int:
    """Dias de segunda a sexta desde o ordinal 1, que é uma segunda-feira."""
    semanas, resto = divmod(ordinal, 7)
    return semanas * 5 + min(resto, 5)
