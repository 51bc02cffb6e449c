"""O desenho do motor, tirado do próprio motor.

Percorre-se o núcleo a partir da implantação não iniciada, num roteiro mínimo:
em cada estado alcançado dá-se cada comando, por cada espécie de pessoa, com os
fatos satisfeitos e por satisfazer, e anota-se o que mudou. O que se escreve no
README é só o que se viu acontecer; a conferência refaz o percurso.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.comandos import (
    FUSO,
    SISTEMA,
    Ator,
    Canal,
    Comando,
    Contexto,
    Recusado,
    TipoDeComando,
)
from seicidades.fluxo.nucleo.decisao import decidir
from seicidades.fluxo.nucleo.definicao import DiasUteis, Etapa, Fase, Fato, Item, Roteiro
from seicidades.fluxo.nucleo.estado import (
    Estado,
    SituacaoDaImplantacao,
    SituacaoDoItem,
)
from seicidades.fluxo.nucleo.eventos import Evento, TipoDeEvento
from seicidades.fluxo.nucleo.evolucao import evoluir
from seicidades.fluxo.nucleo.guardas.situacao import implantacao_aceita
from seicidades.fluxo.nucleo.regras import REGRAS
from seicidades.fluxo.servicos import comandos_possiveis

INICIO = "<!-- motor: escrito por desenhar_motor -->"
FIM = "<!-- motor: fim -->"
AGORA = datetime(2026, 3, 4, 12, tzinfo=FUSO)  # quarta-feira, sem feriado por perto
APROVOU, DECLAROU = "who approved", "who declared it"
NAO_INICIADA = SituacaoDaImplantacao.NAO_INICIADA.value
POUCOS_PASSOS = 3  # um impedimento no começo basta para vê-lo declarado e resolvido
FUTURO = (AGORA + timedelta(days=28)).date().isoformat()
HOJE = AGORA.date().isoformat()


def _item(chave: str, **campos) -> Item:
    return Item(
        chave=chave,
        titulo=f"Fazer {chave}",
        ajuda=f"Fazer {chave}.",
        papel=Papel.GESTOR_TI,
        prazo=DiasUteis(10),
        **campos,
    )


def _etapa(chave: str, ordem: int, *itens: Item) -> Etapa:
    return Etapa(
        chave=chave,
        titulo=chave.title(),
        descricao=chave,
        ordem=ordem,
        itens=itens,
        apurar=lambda ids: {},  # aqui os fatos vêm prontos, no contexto
    )


MINIMO = Roteiro(
    (
        _etapa("primeira", 1, _item("declarado", dispensavel=True)),
        _etapa("ultima", 2, _item("apurado", por_fato=True, fase=Fase.ANTES)),
    )
)
PESSOAS = {
    "item's role": Ator(1, frozenset({Papel.GESTOR_TI})),
    "sender": Ator(2, frozenset({Papel.GESTOR_SEI})),
    "anyone of the city": Ator(3, frozenset({Papel.APOIO})),
    "own manager": Ator(4, frozenset({Papel.GERENTE}), Papel.GERENTE),
    "any manager": Ator(5, frozenset(), Papel.GERENTE),
    "administrator": Ator(6, frozenset({Papel.ADMINISTRADOR}), Papel.ADMINISTRADOR),
    "observer": Ator(7, frozenset({Papel.OBSERVADOR}), Papel.OBSERVADOR),
    "own manager in their name": Ator(
        4, frozenset({Papel.GERENTE}), Papel.GERENTE, em_nome_de=Lado.MUNICIPIO,
        origem=Canal.TELEFONE,
    ),
    "system": SISTEMA,
}  # fmt: skip
_C = TipoDeComando


@dataclass
class Percurso:
    """O que se viu: quem deu cada comando e o que cada evento mudou de situação.

    As mudanças vão pelo nome de quem as fez: o comando, se vêm do evento dele;
    senão, o evento do sistema.
    """

    estados: int = 0
    quem: dict = field(default_factory=lambda: defaultdict(set))
    causados: dict = field(default_factory=lambda: defaultdict(set))
    implantacao: dict = field(default_factory=lambda: defaultdict(set))
    etapas: dict = field(default_factory=lambda: defaultdict(set))
    outras: dict = field(default_factory=lambda: defaultdict(set))
    itens: dict = field(default_factory=lambda: defaultdict(set))

    def anotar(self, comando: Comando, quem: str, estado: Estado, eventos: list[Evento]) -> Estado:
        self.quem[comando.tipo].add(quem)
        for evento in eventos:
            proprio = evento is eventos[0] and evento.ator is not None
            if not proprio:
                self.causados[comando.tipo].add(evento.tipo)
            depois = evoluir(estado, evento)
            self._comparar(comando.tipo if proprio else evento.tipo, evento.etapa, estado, depois)
            estado = depois
        return estado

    def _comparar(self, nome: str, alvo: str, antes: Estado, depois: Estado) -> None:
        _se_mudou(self.implantacao[nome], antes, depois)
        for chave in MINIMO.por_chave:
            grupo = self.etapas if alvo in (chave, "") else self.outras
            _se_mudou(grupo[nome], antes.etapa(chave), depois.etapa(chave))
        for chave in MINIMO.itens:
            _se_mudou(self.itens[nome], antes.item(chave), depois.item(chave))


def _se_mudou(pares: set, antes, depois) -> None:
    if antes.situacao != depois.situacao:
        pares.add((antes.situacao, depois.situacao))


def percorrer() -> Percurso:
    """Todos os estados alcançáveis do roteiro mínimo, um de cada feitio."""
    visto = Percurso()
    conhecidos, fila = {_feitio(Estado())}, deque([Estado()])
    while fila:
        estado = fila.popleft()
        visto.estados += 1
        for depois in _passos(visto, estado):
            if (feitio := _feitio(depois)) not in conhecidos:
                conhecidos.add(feitio)
                fila.append(depois)
    return visto


def _passos(visto: Percurso, estado: Estado) -> Iterator[Estado]:
    for comando in _comandos(estado):
        for contexto in _CONTEXTOS:
            if _o_estado_recusa(estado, comando, contexto):
                continue
            for quem, ator in PESSOAS.items():
                if eventos := _decidir(estado, comando, ator, contexto):
                    yield visto.anotar(comando, _nome(quem, ator, estado, comando), estado, eventos)


def _decidir(estado: Estado, comando: Comando, ator: Ator, contexto: Contexto) -> list[Evento]:
    try:
        return decidir(MINIMO, estado, comando, ator, contexto)
    except Recusado:
        return []


_CONTEXTOS = [
    Contexto(Calendario({}), AGORA, {"apurado": Fato(satisfeito, "Apurado.")})
    for satisfeito in (True, False)
]


def _o_estado_recusa(estado: Estado, comando: Comando, contexto: Contexto) -> bool:
    """Diga quem disser, agora não: poupa perguntar por cada pessoa."""
    caso = Caso(MINIMO, estado, comando, PESSOAS["own manager"], contexto)
    guardas = (implantacao_aceita, *REGRAS[comando.tipo].precisa)
    return any(recusa for guarda in guardas for recusa in guarda(caso))


def _nome(quem: str, ator: Ator, estado: Estado, comando: Comando) -> str:
    """Há o que só faz quem fez o de antes, seja de que espécie for."""
    if comando.tipo == _C.DESFAZER_APROVACAO:
        return APROVOU if estado.etapa(comando.etapa).aprovada_por == ator.id else quem
    if comando.tipo == _C.RESOLVER_BLOQUEIO and not ator.gerente:
        return DECLAROU if estado.bloqueios[comando.dados["bloqueio"]].por == ator.id else quem
    return quem


def _feitio(estado: Estado) -> tuple:
    """O que distingue dois estados para as guardas; dias, números e pessoas, não."""
    producao = estado.producao_em is not None
    if estado.situacao in (SituacaoDaImplantacao.SUSPENSA, SituacaoDaImplantacao.DESISTENTE):
        return estado.situacao, estado.antes_de_desistir, producao
    return (
        estado.situacao,
        producao,
        tuple(b.dono for b in estado.bloqueios.values()) if estado.seq <= POUCOS_PASSOS else (),
        tuple(estado.etapa(e.chave).situacao for e in MINIMO.etapas),
        tuple(estado.item(chave).situacao for chave in MINIMO.itens),
        estado.item("declarado").devolucao is not None,
    )


# O que se pede em cada comando: sempre bem-formado, para que só o estado o recuse

_MOTIVO = {"motivo": "Assim foi decidido."}
_COM_PROVA = {"texto": "Feito.", "comprovacao": "Contou por telefone."}


def _comandos(estado: Estado) -> Iterator[Comando]:
    for comando in (*comandos_possiveis(MINIMO, estado), Comando(_C.REAVALIAR)):
        for dados in _dados(comando, estado):
            yield Comando(comando.tipo, item=comando.item, etapa=comando.etapa, dados=dados)


def _dados(comando: Comando, estado: Estado) -> list[dict]:
    itens = [i.chave for i in MINIMO.por_chave[comando.etapa].itens] if comando.etapa else []
    motivos = [{"item": i, "codigo": "outro", "texto": "Corrija."} for i in itens]
    por_tipo = {
        _C.IMPORTAR_SITUACAO: _cargas(),
        _C.CONCLUIR_ITEM: [_COM_PROVA],
        _C.REABRIR_ITEM: [_COM_PROVA],
        _C.ALTERAR_FATOS: [{"comprovacao": _COM_PROVA["comprovacao"]}],
        _C.PEDIR_DISPENSA: [_COM_PROVA | {"justificativa": "Não se aplica."}],
        _C.ENVIAR_ETAPA: [_COM_PROVA],
        _C.DEVOLVER_ETAPA: [{"motivos": motivos}],
        _C.REABRIR_ETAPA: [_MOTIVO, _MOTIVO | {"itens": itens}],
        _C.ENTRAR_EM_PRODUCAO: [{"data": HOJE, "justificativa": "Tudo conferido."}],
        _C.DECLARAR_BLOQUEIO: [
            {"motivo_bloqueio": "outro", "dono": lado.value}
            for lado in (Lado.PRODESP, Lado.MUNICIPIO)
        ],
        _C.RESOLVER_BLOQUEIO: [dict(comando.dados)],
        _C.PRORROGAR_PRAZO: [_MOTIVO | {"ate": FUTURO}],
        _C.SUSPENDER: [_MOTIVO | {"retomar_em": FUTURO}],
        _C.RETIFICAR: [
            _MOTIVO | {"seq": estado.inicio_seq, "campo": "ocorreu_em", "valor": HOJE},
            _MOTIVO | {"seq": estado.producao_seq, "campo": "data", "valor": None},
        ],
        _C.INICIAR: [{}],
        _C.CONFIRMAR_DISPENSA: [{}],
        _C.APROVAR_ETAPA: [{}],
        _C.REAVALIAR: [{}],
    }
    return por_tipo.get(comando.tipo, [_MOTIVO])


def _cargas() -> list[dict]:
    """Do passado: nada, uma etapa, tudo; e a que já vinha suspensa ou desistente."""
    chaves = [e.chave for e in MINIMO.principais]
    nenhuma = {"fonte": "Planilha.", "etapas": [], "datas": {}}
    uma = nenhuma | {"etapas": chaves[:1], "datas": {chaves[0]: HOJE}}
    todas = nenhuma | {"etapas": chaves, "datas": dict.fromkeys(chaves, HOJE), "data": HOJE}
    return [
        nenhuma,
        uma,
        todas,
        nenhuma | {"situacao": "suspensa", "retomar_em": FUTURO},
        nenhuma | {"situacao": "desistente"},
    ]


# Escrever


def desenhar() -> str:
    """As figuras e a tabela, entre as marcas."""
    visto = percorrer()
    partes = [
        INICIO,
        f"Written by `./run manage desenhar_motor`, which runs the core over a two-stage script "
        f"from nothing through all its {visto.estados} distinguishable states, giving every "
        "command by every kind of person; a test writes it again and compares. An arrow names the "
        "command that takes it, or the event of the system. The parallel track "
        "is one more stage with its own line.",
        "**A rollout** (`SituacaoDaImplantacao`)",
        _figura(visto.implantacao),
        "**A stage** (`SituacaoDaEtapa`)",
        _figura(visto.etapas, visto.outras),
        "**An item** (`SituacaoDoItem`)",
        _figura(visto.itens),
        "**Commands** (`regras.py`): who may, what changes, what is logged",
        _tabela(visto),
        FIM,
    ]
    return "\n\n".join(partes)


def _figura(proprias: dict, alheias: dict | None = None) -> str:
    """Um stateDiagram: uma seta por par de situações, com o que a percorre."""
    setas: dict[tuple, list[str]] = defaultdict(list)
    for nome in (*TipoDeComando, *TipoDeEvento):
        for par in sorted(proprias.get(nome, ())):
            setas[par].append(nome.value)
        for par in sorted((alheias or {}).get(nome, ())):
            setas[par].append(f"{nome.value} of another stage")
    comeco = next((de for de, _ in setas if de == NAO_INICIADA), SituacaoDoItem.ABERTO.value)
    linhas = [f"    {de} --> {para}: {', '.join(nomes)}" for (de, para), nomes in setas.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {comeco}", *linhas, "```"])


def _tabela(visto: Percurso) -> str:
    cabecalho = [
        "| command | who (guard) | while the rollout is | changes | event; *may cause* |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*cabecalho, *(_linha(visto, comando) for comando in TipoDeComando)])


def _linha(visto: Percurso, comando: TipoDeComando) -> str:
    regra = REGRAS[comando]
    quem = [nome for nome in (*PESSOAS, APROVOU, DECLAROU) if nome in visto.quem[comando]]
    guardas = " ".join(f"`{guarda.__name__}`" for guarda in regra.quem)
    causados = ", ".join(
        f"*{tipo.value}*" for tipo in TipoDeEvento if tipo in visto.causados[comando]
    )
    colunas = [
        f"`{comando.value}`",
        f"{', '.join(quem)} ({guardas})",
        ", ".join(s.value for s in SituacaoDaImplantacao if _aceita(s, comando)),
        "; ".join(_mudancas(visto, comando)) or "no situation",
        "; ".join(filter(None, (f"`{regra.evento.value}`", causados))),
    ]
    return f"| {' | '.join(colunas)} |"


def _aceita(situacao: SituacaoDaImplantacao, comando: TipoDeComando) -> bool:
    """Pergunta à própria guarda."""
    caso = Caso(MINIMO, Estado(situacao=situacao), Comando(comando), SISTEMA, _CONTEXTOS[0])
    return not any(implantacao_aceita(caso))


def _mudancas(visto: Percurso, comando: TipoDeComando) -> Iterator[str]:
    grupos = (
        ("rollout", visto.implantacao),
        ("stage", visto.etapas),
        ("another stage", visto.outras),
        ("item", visto.itens),
    )
    for nome, mudancas in grupos:
        para: dict[str, list[str]] = defaultdict(list)
        for de, ate in sorted(mudancas.get(comando, ())):
            para[ate].append(de)
        for ate, de in para.items():
            yield f"{nome} {' / '.join(de)} → {ate}"


def trocar(texto: str, desenho: str) -> str:
    """O texto com o desenho no lugar do que há entre as marcas.

    Raises:
        ValueError: se as marcas não estiverem lá, uma vez cada e em ordem.
    """
    antes, marca, resto = texto.partition(INICIO)
    _, outra_marca, depois = resto.partition(FIM)
    if not marca or not outra_marca or INICIO in resto or FIM in depois:
        raise ValueError(f"Faltam ou sobram as marcas «{INICIO}» e «{FIM}».")
    return antes + desenho + depois
