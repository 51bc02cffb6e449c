"""O que cada ação faz numa cidade: prever sem gravar e aplicar exatamente o previsto."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import Usuario, Vinculo
from seicidades.contas.permissoes import Permissao, pode
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from seicidades.fluxo.nucleo.eventos import Evento
from seicidades.fluxo.registro import digest_canonico
from seicidades.fluxo.servicos import Recusa, Recusado
from seicidades.lotes.models import Acao, LinhaDoLote, Lote
from seicidades.municipios.models import Orgao

ATUAL = ""


@dataclass(frozen=True)
class Previsto:
    """O que aconteceria; sem `marca`, a cidade já está como se pede."""

    texto: str
    marca: str = ""
    seq: int = 0
    comando: dict = field(default_factory=dict)


def prever(lote: Lote, linha: LinhaDoLote) -> Previsto:
    """Decide como se fosse valer e não grava nada.

    Raises:
        Recusado: com todas as razões.
        ImplantacaoOcupada: a trava não veio no tempo de espera.
    """
    if lote.acao == Acao.MOVER:
        return _prever_mudanca(lote, linha.implantacao)
    return _prever_comando(lote, linha)


def aplicar(lote: Lote, linha: LinhaDoLote) -> None:
    """Faz o que a prévia disse, ou nada.

    Raises:
        Recusado: se a cidade mudou desde a prévia ou se agora não pode.
        ImplantacaoOcupada: a trava não veio no tempo de espera.
    """
    if lote.acao == Acao.MOVER:
        _aplicar_mudanca(lote, linha)
    else:
        _aplicar_comando(lote, linha)


def _mudou(detalhe: str = "", seq: int | None = None) -> Recusa:
    return Recusa(
        "mudou_desde_a_previa",
        f"Mudou desde a prévia. {detalhe}".strip(),
        "Confira a cidade e refaça a prévia das que ficaram de fora.",
        seq=seq,
    )


# Comandos do motor


def _prever_comando(lote: Lote, linha: LinhaDoLote) -> Previsto:
    implantacao = linha.implantacao
    comando = _comando(lote, implantacao)
    feito = fluxo.executar(implantacao, comando, lote.criado_por, chave=linha.chave, simular=True)
    return Previsto(
        texto=_em_palavras(lote, implantacao, comando, feito.eventos),
        marca=_marca(feito.eventos),
        seq=feito.seq - len(feito.eventos),
        comando={"etapa": comando.etapa, "dados": dict(comando.dados)},
    )


def _aplicar_comando(lote: Lote, linha: LinhaDoLote) -> None:
    tipo = _TIPOS[lote.acao]
    comando = Comando(tipo, etapa=linha.comando["etapa"], dados=linha.comando["dados"])
    try:
        with transaction.atomic():
            feito = fluxo.executar(linha.implantacao, comando, lote.criado_por, chave=linha.chave)
            if not feito.repetido and _marca(feito.eventos) != linha.marca:
                raise Recusado([])
    except Recusado as recusado:
        raise Recusado([*_o_que_mudou(linha, recusado.recusas), *recusado.recusas]) from recusado


def _o_que_mudou(linha: LinhaDoLote, recusas: Iterable[Recusa]) -> list[Recusa]:
    """Se houve andamento desde a prévia, quem o fez e quando; se foi só o dia, isso."""
    agora = Implantacao.objects.get(pk=linha.implantacao_id)
    if agora.seq != linha.seq:
        return fluxo.contar_quem_e_quando(agora, [_mudou(seq=agora.seq)])
    return [] if recusas else [_mudou("O dia ou o calendário do município já é outro.")]


_TIPOS = {
    Acao.PRORROGAR: TipoDeComando.PRORROGAR_PRAZO,
    Acao.SUSPENDER: TipoDeComando.SUSPENDER,
}


def _comando(lote: Lote, implantacao: Implantacao) -> Comando:
    dados = {k: v for k, v in lote.parametros.items() if k in ("motivo", "ate", "retomar_em")}
    if lote.acao == Acao.SUSPENDER:
        return Comando(TipoDeComando.SUSPENDER, dados=dados)
    etapa = lote.parametros["etapa"] or implantacao.etapa_atual
    if not etapa:
        raise Recusado(
            [
                Recusa(
                    "sem_etapa_atual",
                    "As cinco etapas já foram concluídas: não há etapa em andamento.",
                    "Se o prazo é da trilha, escolha-a pelo nome.",
                )
            ]
        )
    return Comando(TipoDeComando.PRORROGAR_PRAZO, etapa=etapa, dados=dados)


def _marca(eventos: Iterable[Evento]) -> str:
    return digest_canonico([[e.tipo.value, e.etapa, e.item, dict(e.dados)] for e in eventos])


def _em_palavras(
    lote: Lote, implantacao: Implantacao, comando: Comando, eventos: Iterable[Evento]
) -> str:
    itens: dict = {}
    for evento in eventos:
        itens |= evento.dados["depois"].get("itens", {})
    if lote.acao == Acao.SUSPENDER:
        param = sum(1 for campos in itens.values() if campos.get("prazo", "") is None)
        return f"Suspensa até {_dia(lote.parametros['retomar_em'])}; {_contar(param)}."
    estado, ate = implantacao.ler_estado(), _dia(lote.parametros["ate"])
    antes = [p for chave in itens if (p := estado.item(chave).prazo)]
    titulo = implantacao.roteiro.por_chave[comando.etapa].titulo
    de = f"; o mais cedo vencia em {min(antes):%d/%m/%Y}" if antes else ""
    quantos = f"{len(itens)} {'item' if len(itens) == 1 else 'itens'}"
    return f"{titulo}: {quantos} até {ate}{de}."


def _contar(prazos: int) -> str:
    if not prazos:
        return "nenhum prazo corria"
    return "1 prazo para" if prazos == 1 else f"{prazos} prazos param"


def _dia(texto: str) -> str:
    return f"{date.fromisoformat(texto):%d/%m/%Y}"


# Mudança de carteira


def quem_recebe(lote: Lote) -> Usuario:
    return Usuario.objects.get(pk=lote.parametros["gerente"])


def _prever_mudanca(lote: Lote, implantacao: Implantacao) -> Previsto:
    """Faz de verdade e desfaz: as razões e o resultado são os de quem aplica."""
    antes = _gerentes(implantacao.orgao_id)
    recusas = _quem_nao_pode(lote, implantacao.orgao)
    novo = quem_recebe(lote)
    try:
        with transaction.atomic():
            _vincular(lote, implantacao.orgao, novo)
            depois = _gerentes(implantacao.orgao_id)
            transaction.set_rollback(True)
    except contas.VinculoRecusado as recusado:
        recusas.append(Recusa(recusado.codigo, recusado.mensagem, ""))
    if recusas:
        raise Recusado(recusas)
    if _lugares(antes) == _lugares(depois):
        return Previsto(f"{novo.nome_publico} já gerencia esta cidade.")
    titulares = [v.usuario.nome_publico for v in antes if not v.suplente]
    de = f"De {' e '.join(titulares)} para" if titulares else "Sem gerente; passa a"
    quando = _dia(lote.parametros["inicio"])
    return Previsto(f"{de} {novo.nome_publico}, a partir de {quando}.", _marca_de(antes))


def _aplicar_mudanca(lote: Lote, linha: LinhaDoLote) -> None:
    orgao = linha.implantacao.orgao
    with fluxo.traduzir_trava(), transaction.atomic():
        Orgao.objects.select_for_update(no_key=True).get(pk=orgao.pk)
        recusas = _quem_nao_pode(lote, orgao)
        if _marca_de(_gerentes(orgao.pk)) != linha.marca:
            recusas.insert(0, _mudou("Quem gerencia a cidade já não é quem era."))
        if recusas:
            raise Recusado(recusas)
        try:
            _vincular(lote, orgao, quem_recebe(lote))
        except contas.VinculoRecusado as recusado:
            raise Recusado([Recusa(recusado.codigo, recusado.mensagem, "")]) from recusado


def _vincular(lote: Lote, orgao: Orgao, novo: Usuario) -> None:
    with fluxo.traduzir_trava():
        contas.vincular(
            novo,
            orgao,
            Papel.GERENTE,
            inicio=date.fromisoformat(lote.parametros["inicio"]),
            ato=lote.parametros["motivo"],
            por=lote.criado_por,
        )


def _quem_nao_pode(lote: Lote, orgao: Orgao) -> list[Recusa]:
    recusas = []
    if not pode(lote.criado_por, Permissao.ADMINISTRAR, orgao):
        recusas.append(
            Recusa(
                "nao_e_da_sua_carteira",
                "Quem pode fazer isto: quem gerencia esta carteira ou a administração.",
                "Peça a essa pessoa; a página do município mostra quem é e o contato.",
            )
        )
    if date.fromisoformat(lote.parametros["inicio"]) < timezone.localdate():
        recusas.append(
            Recusa(
                "data_no_passado",
                f"O início, {_dia(lote.parametros['inicio'])}, já passou.",
                "Faça um lote novo, a partir de hoje ou de um dia por vir.",
            )
        )
    return recusas


def _gerentes(orgao_id: int) -> list[Vinculo]:
    return list(
        Vinculo.objects.por_acabar(timezone.localdate())
        .filter(orgao=orgao_id, papel=Papel.GERENTE)
        .select_related("usuario")
        .order_by("pk")
    )


def _lugares(vinculos: Iterable[Vinculo]) -> set:
    return {(v.usuario_id, v.suplente, v.inicio, v.fim) for v in vinculos}


def _marca_de(vinculos: Iterable[Vinculo]) -> str:
    return digest_canonico(
        [[v.pk, v.usuario_id, v.suplente, str(v.inicio), str(v.fim)] for v in vinculos]
    )
