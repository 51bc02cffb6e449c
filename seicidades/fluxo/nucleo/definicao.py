"""O que um roteiro declara: etapas, itens e de onde vêm.

Cada app de etapa declara a sua em `etapa.py`. O que vai para o banco é só
dado (`para_dados`); as funções de apuração ficam no código.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from seicidades.comum.papeis import PAPEIS_DO_ESTADO, PAPEIS_MUNICIPAIS, Lado, Papel

PRINCIPAL = "principal"
VERSAO_DO_FORMATO = 1
LIMITE_DA_CHAVE = 60
LIMITE_DA_CHAVE_DA_ETAPA = 40


class Fase(StrEnum):
    """Antes ou depois da entrada em produção."""

    ANTES = "antes"
    DEPOIS = "depois"


class Origem(StrEnum):
    """De onde vem a exigência ou o prazo de um item."""

    PROGRAMA = "programa"
    LEI = "lei"
    MANUAL = "manual"
    SUGESTAO = "sugestao"


@dataclass(frozen=True, slots=True)
class DiasUteis:
    """Prazo em dias úteis do município."""

    dias: int


@dataclass(frozen=True, slots=True)
class Fonte:
    """Onde está escrito. `confirmada=False` aparece como sugestão e na lista do admin."""

    origem: Origem
    referencia: str = ""

    @property
    def confirmada(self) -> bool:
        return self.origem != Origem.SUGESTAO


SUGESTAO = Fonte(Origem.SUGESTAO)


@dataclass(frozen=True, slots=True)
class Fato:
    """O que a etapa apurou sobre um item, agora.

    Args:
        satisfeito: o item está pronto, pelo que os dados dizem.
        resumo: frase curta do que há ou do que falta, sem dado pessoal.
        saida: o que fazer, no imperativo, quando não está satisfeito.
    """

    satisfeito: bool
    resumo: str
    saida: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """Uma linha da lista de verificação de uma etapa.

    Args:
        chave: única em todo o roteiro; publicada, nunca muda.
        titulo: no infinitivo, como quem vai fazer diria.
        ajuda: o que é, por que se pede e o que prova que está feito.
        papel: quem faz. Itens de SGGD e terceiros são acompanhados pelo gerente.
        lado: de quem é a vez enquanto o item está aberto.
        prazo: dias úteis desde que o item pode ser feito; sem prazo, sem relógio.
        depende_de: chaves de itens que vêm antes.
        pagina: nome de URL que recebe `implantacao_id`; sem ela, a página genérica.
        por_fato: decidido pela apuração da etapa, não declarado por pessoa.
        dispensavel: pode ser dispensado, com justificativa e confirmação.
        exige_arquivo: declarado só com ao menos um arquivo.
        minutos: quanto tempo costuma levar.
        fonte: de onde vem o item; `fonte_do_prazo`, de onde vem o prazo.
        tambem_por: quem mais registra os fatos do item, além do papel, que é quem responde.
    """

    chave: str
    titulo: str
    ajuda: str
    papel: Papel
    lado: Lado = Lado.MUNICIPIO
    prazo: DiasUteis | None = None
    depende_de: tuple[str, ...] = ()
    pagina: str = ""
    por_fato: bool = False
    dispensavel: bool = False
    exige_arquivo: bool = False
    fase: Fase = Fase.ANTES
    minutos: int = 10
    fonte: Fonte = SUGESTAO
    fonte_do_prazo: Fonte = SUGESTAO
    tambem_por: frozenset[Papel] = frozenset()

    @property
    def quem_registra(self) -> tuple[Papel, ...]:
        """O papel do item e, depois dele, quem mais registra os fatos."""
        return (self.papel, *sorted(self.tambem_por))


Apuracao = Callable[[Iterable[int]], Mapping[int, Mapping[str, Fato]]]


@dataclass(frozen=True)
class Etapa:
    """Uma etapa da linha principal ou, com `trilha`, uma linha paralela.

    Args:
        ordem: posição na linha principal, de 1 em diante; a trilha usa a da etapa que a abre.
        abre_com: na trilha, a chave da etapa principal com que ela começa.
        papel_de_envio: quem envia a etapa para análise.
        correcao: dias úteis garantidos, uma vez, a um item devolvido.
        analise: dias úteis em que a Prodesp promete responder.
        apurar: `apurar(ids) -> {implantacao_id: {item: Fato}}`, número fixo de consultas.
    """

    chave: str
    titulo: str
    descricao: str
    ordem: int
    itens: tuple[Item, ...]
    trilha: bool = False
    abre_com: str = ""
    papel_de_envio: Papel = Papel.GESTOR_SEI
    correcao: int = 5
    analise: int = 5
    apurar: Apuracao | None = field(default=None, compare=False, repr=False)

    @property
    def linha(self) -> str:
        return self.chave if self.trilha else PRINCIPAL


def digest_publicado(dados: dict) -> str:
    """SHA-256 do conteúdo de um roteiro, como ele foi publicado."""
    texto = json.dumps(dados, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(texto.encode()).hexdigest()


@dataclass(frozen=True)
class Roteiro:
    """As etapas, em ordem. Imutável: cada implantação guarda a versão com que começou."""

    etapas: tuple[Etapa, ...]

    @cached_property
    def principais(self) -> tuple[Etapa, ...]:
        return tuple(sorted((e for e in self.etapas if not e.trilha), key=lambda e: e.ordem))

    @cached_property
    def trilhas(self) -> tuple[Etapa, ...]:
        return tuple(e for e in self.etapas if e.trilha)

    @cached_property
    def linhas(self) -> dict[str, tuple[Etapa, ...]]:
        """Linha principal e, cada uma por si, as trilhas."""
        return {PRINCIPAL: self.principais} | {t.linha: (t,) for t in self.trilhas}

    @cached_property
    def por_chave(self) -> dict[str, Etapa]:
        return {e.chave: e for e in self.etapas}

    @cached_property
    def itens(self) -> dict[str, Item]:
        return {i.chave: i for e in self.etapas for i in e.itens}

    @cached_property
    def etapa_do_item(self) -> dict[str, Etapa]:
        return {i.chave: e for e in self.etapas for i in e.itens}

    @cached_property
    def digest(self) -> str:
        """SHA-256 do conteúdo canônico."""
        return digest_publicado(self.para_dados())

    def anteriores(self, etapa: Etapa) -> tuple[Etapa, ...]:
        """As etapas da mesma linha que vêm antes."""
        linha = self.linhas[etapa.linha]
        return linha[: linha.index(etapa)]

    def seguintes(self, etapa: Etapa) -> tuple[Etapa, ...]:
        linha = self.linhas[etapa.linha]
        return linha[linha.index(etapa) + 1 :]

    def para_dados(self) -> dict:
        """Só dados, prontos para JSON."""
        return {
            "formato": VERSAO_DO_FORMATO,
            "etapas": [_etapa_para_dados(e) for e in self.etapas],
        }

    @classmethod
    def de_dados(cls, dados: dict) -> "Roteiro":
        """Lê o que `para_dados` escreveu.

        Raises:
            ValueError: se o formato não for conhecido.
        """
        if dados.get("formato") != VERSAO_DO_FORMATO:
            raise ValueError(f"Formato de roteiro desconhecido: {dados.get('formato')!r}.")
        return cls(etapas=tuple(_etapa_de_dados(e) for e in dados["etapas"]))


def _fonte_para_dados(fonte: Fonte) -> dict:
    return {"origem": fonte.origem.value, "referencia": fonte.referencia}


def _item_para_dados(item: Item) -> dict:
    """`tambem_por` só aparece em quem o tem: os outros itens ficam como já foram publicados."""
    tambem = {"tambem_por": sorted(item.tambem_por)} if item.tambem_por else {}
    return tambem | {
        "chave": item.chave,
        "titulo": item.titulo,
        "ajuda": item.ajuda,
        "papel": item.papel.value,
        "lado": item.lado.value,
        "prazo": item.prazo.dias if item.prazo else None,
        "depende_de": list(item.depende_de),
        "pagina": item.pagina,
        "por_fato": item.por_fato,
        "dispensavel": item.dispensavel,
        "exige_arquivo": item.exige_arquivo,
        "fase": item.fase.value,
        "minutos": item.minutos,
        "fonte": _fonte_para_dados(item.fonte),
        "fonte_do_prazo": _fonte_para_dados(item.fonte_do_prazo),
    }


def _etapa_para_dados(etapa: Etapa) -> dict:
    return {
        "chave": etapa.chave,
        "titulo": etapa.titulo,
        "descricao": etapa.descricao,
        "ordem": etapa.ordem,
        "trilha": etapa.trilha,
        "abre_com": etapa.abre_com,
        "papel_de_envio": etapa.papel_de_envio.value,
        "correcao": etapa.correcao,
        "analise": etapa.analise,
        "itens": [_item_para_dados(i) for i in etapa.itens],
    }


def _fonte_de_dados(dados: dict) -> Fonte:
    return Fonte(Origem(dados["origem"]), dados["referencia"])


def _item_de_dados(dados: dict) -> Item:
    return Item(
        **{
            **dados,
            "papel": Papel(dados["papel"]),
            "lado": Lado(dados["lado"]),
            "prazo": DiasUteis(dados["prazo"]) if dados["prazo"] is not None else None,
            "depende_de": tuple(dados["depende_de"]),
            "fase": Fase(dados["fase"]),
            "fonte": _fonte_de_dados(dados["fonte"]),
            "fonte_do_prazo": _fonte_de_dados(dados["fonte_do_prazo"]),
            "tambem_por": frozenset(Papel(p) for p in dados.get("tambem_por", ())),
        }
    )


def _etapa_de_dados(dados: dict) -> Etapa:
    return Etapa(
        **{
            **dados,
            "papel_de_envio": Papel(dados["papel_de_envio"]),
            "itens": tuple(_item_de_dados(i) for i in dados["itens"]),
        }
    )


def problemas_do_roteiro(roteiro: Roteiro) -> list[str]:
    """Tudo o que impede o roteiro de ser publicado, em frases."""
    problemas = []
    vistas: set[str] = set()
    for etapa in roteiro.etapas:
        for chave in (etapa.chave, *(i.chave for i in etapa.itens)):
            if chave in vistas:
                problemas.append(f"A chave {chave!r} está repetida.")
            vistas.add(chave)
            if len(chave) > LIMITE_DA_CHAVE:
                problemas.append(f"A chave {chave!r} passa de {LIMITE_DA_CHAVE} letras.")
    if not roteiro.principais:
        problemas.append("O roteiro não tem nenhuma etapa principal.")
    ordens = [e.ordem for e in roteiro.principais]
    if len(set(ordens)) != len(ordens):
        problemas.append("Duas etapas principais têm a mesma ordem.")
    problemas += _problemas_das_etapas(roteiro)
    problemas += _problemas_das_dependencias(roteiro)
    return problemas


def _problemas_das_etapas(roteiro: Roteiro) -> list[str]:
    problemas = []
    ultima = roteiro.principais[-1] if roteiro.principais else None
    principais = {e.chave for e in roteiro.principais}
    for etapa in roteiro.etapas:
        if etapa.trilha and etapa.abre_com not in principais:
            problemas.append(f"A trilha {etapa.chave!r} abre com etapa desconhecida.")
        if not isinstance(etapa.papel_de_envio, Papel):
            problemas.append(f"A etapa {etapa.chave!r} tem papel de envio desconhecido.")
        if len(etapa.chave) > LIMITE_DA_CHAVE_DA_ETAPA:
            problemas.append(
                f"A chave da etapa {etapa.chave!r} passa de {LIMITE_DA_CHAVE_DA_ETAPA} letras."
            )
        if not etapa.itens:
            problemas.append(f"A etapa {etapa.chave!r} não tem itens.")
        for item in etapa.itens:
            if not isinstance(item.papel, Papel) or not isinstance(item.lado, Lado):
                problemas.append(f"O item {item.chave!r} tem papel ou lado desconhecido.")
            elif (item.lado == Lado.MUNICIPIO) == (item.papel in PAPEIS_DO_ESTADO):
                problemas.append(f"O papel do item {item.chave!r} não é do lado dele.")
            elif item.tambem_por - PAPEIS_MUNICIPAIS or (
                item.tambem_por and not (item.por_fato and item.lado == Lado.MUNICIPIO)
            ):
                problemas.append(
                    f"O item {item.chave!r} diz quem mais registra: só em fato do município, e "
                    "só papel municipal."
                )
            if item.fase == Fase.DEPOIS and etapa is not ultima:
                problemas.append(
                    f"O item {item.chave!r} é de depois da produção fora da última etapa."
                )
            if item.prazo is not None and item.prazo.dias < 1:
                problemas.append(f"O prazo do item {item.chave!r} deve ser de um dia ou mais.")
            if item.por_fato and etapa.apurar is None:
                problemas.append(f"O item {item.chave!r} é por fato e a etapa não apura.")
    return problemas


def _problemas_das_dependencias(roteiro: Roteiro) -> list[str]:
    problemas = []
    for etapa in roteiro.etapas:
        for item in etapa.itens:
            for chave in item.depende_de:
                outro = roteiro.itens.get(chave)
                if outro is None:
                    problemas.append(f"O item {item.chave!r} depende de {chave!r}, que não existe.")
                    continue
                dela = roteiro.etapa_do_item[chave]
                if item.fase == Fase.ANTES and outro.fase == Fase.DEPOIS:
                    problemas.append(
                        f"O item {item.chave!r} é de antes e depende de {chave!r}, de depois."
                    )
                if not etapa.trilha and (dela.trilha or dela.ordem > etapa.ordem):
                    problemas.append(
                        f"O item {item.chave!r} depende de {chave!r}, "
                        "de etapa posterior ou da trilha."
                    )
    if ciclo := _ciclo(roteiro):
        problemas.append("Dependência em círculo: " + " → ".join(ciclo) + ".")
    return problemas


def _ciclo(roteiro: Roteiro) -> list[str]:
    """Um caminho que volta ao começo, ou lista vazia."""
    fechados: set[str] = set()

    def visitar(chave: str, caminho: list[str]) -> list[str]:
        if chave in caminho:
            return [*caminho[caminho.index(chave) :], chave]
        if chave in fechados or chave not in roteiro.itens:
            return []
        for seguinte in roteiro.itens[chave].depende_de:
            if achado := visitar(seguinte, [*caminho, chave]):
                return achado
        fechados.add(chave)
        return []

    for chave in roteiro.itens:
        if achado := visitar(chave, []):
            return achado
    return []
