"""A casca do motor: o único lugar que escreve nas tabelas do fluxo."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from django.db import OperationalError, transaction
from django.utils import timezone

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Papel
from seicidades.contas import servicos as contas
from seicidades.contas.permissoes import gerentes_de, papeis_de, papel_do_estado
from seicidades.fluxo import registro
from seicidades.fluxo.declaracao import etapas_registradas, roteiro_do_codigo
from seicidades.fluxo.models import (
    Andamento,
    AvisoDoAndamento,
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
    VersaoDoRoteiro,
)
from seicidades.fluxo.nucleo.comandos import (
    SISTEMA,
    Ator,
    Canal,
    Comando,
    Contexto,
    Recusa,
    Recusado,
    TipoDeComando,
)
from seicidades.fluxo.nucleo.decisao import decidir
from seicidades.fluxo.nucleo.definicao import Etapa, Fato, Roteiro
from seicidades.fluxo.nucleo.estado import VAZIO, Estado
from seicidades.fluxo.nucleo.eventos import Evento
from seicidades.fluxo.nucleo.evolucao import evoluir
from seicidades.fluxo.nucleo.guardas.papeis import RECUSAS_DE_PAPEL
from seicidades.fluxo.nucleo.regras import explicar, impedimentos
from seicidades.fluxo.sinais import andamentos_registrados
from seicidades.municipios.calendario import calendario_do_municipio
from seicidades.municipios.models import Orgao

__all__ = [
    "RECUSAS_DE_PAPEL",
    "ImplantacaoOcupada",
    "Passo",
    "Recusa",
    "Recusado",
    "Resultado",
    "alterar_fatos",
    "carregar_historico",
    "disponiveis",
    "executar",
    "iniciar",
    "publicar_roteiro",
    "reavaliar",
]

LOCK_NOT_AVAILABLE = "55P03"

_DO_ETAPA = frozenset(
    {
        TipoDeComando.ALTERAR_FATOS,
        TipoDeComando.REABRIR_ITEM,
        TipoDeComando.NEGAR_DISPENSA,
        TipoDeComando.ENVIAR_ETAPA,
        TipoDeComando.RECOLHER_ETAPA,
        TipoDeComando.DEVOLVER_ETAPA,
        TipoDeComando.APROVAR_ETAPA,
        TipoDeComando.REABRIR_ETAPA,
    }
)
_DE_TUDO = frozenset(
    {
        TipoDeComando.INICIAR,
        TipoDeComando.ENTRAR_EM_PRODUCAO,
        TipoDeComando.RETOMAR,
        TipoDeComando.READMITIR,
        TipoDeComando.REAVALIAR,
    }
)


class ImplantacaoOcupada(Exception):
    """Outra pessoa está gravando nesta implantação e a espera acabou. Nada mudou."""

    def __init__(self):
        super().__init__(
            "Outra pessoa está gravando nesta implantação neste momento. "
            "Nada do que você enviou se perdeu: espere alguns segundos e envie de novo."
        )


@dataclass(frozen=True)
class Resultado:
    """O que um comando fez. `repetido`: a chave já tinha sido usada; nada mudou agora."""

    implantacao_id: int
    seq: int
    eventos: tuple[Evento, ...]
    repetido: bool = False
    simulado: bool = False


# Roteiro


@transaction.atomic
def publicar_roteiro() -> VersaoDoRoteiro:
    """Congela o roteiro que o código declara. Se já é a última versão, devolve-a."""
    roteiro = roteiro_do_codigo()
    existente = VersaoDoRoteiro.objects.filter(digest=roteiro.digest).first()
    if existente:
        return existente
    ultima = VersaoDoRoteiro.objects.select_for_update().order_by("-numero").first()
    return VersaoDoRoteiro.objects.create(
        numero=ultima.numero + 1 if ultima else 1,
        digest=roteiro.digest,
        dados=roteiro.para_dados(),
        publicada_em=timezone.now(),
    )


def roteiro_publicado() -> VersaoDoRoteiro:
    """A versão com que uma implantação começa hoje.

    Raises:
        Recusado: se nenhuma foi publicada.
    """
    versao = VersaoDoRoteiro.objects.order_by("-numero").first()
    if versao is None:
        raise Recusado(
            [
                Recusa(
                    "sem_roteiro",
                    "Ainda não há roteiro publicado.",
                    "Peça à administração que publique o roteiro (publicar_roteiro).",
                )
            ]
        )
    return versao


# Comandos


def executar(
    implantacao: Implantacao,
    comando: Comando,
    usuario,
    *,
    chave: str,
    seq_esperada: int | None = None,
    ocorreu_em: date | None = None,
    em_nome_de: str | None = None,
    origem: str = Canal.TELA,
    simular: bool = False,
) -> Resultado:
    """Executa um comando inteiro ou nada.

    Args:
        usuario: quem pede; `None` é o sistema.
        chave: identifica o pedido; repetida, devolve o primeiro resultado.
        seq_esperada: o último andamento que quem pede viu; recusa se, depois
            dele, outro tocou o mesmo item ou etapa.
        ocorreu_em: dia em que aconteceu; sem ele, hoje.
        em_nome_de: papel ou lado em cujo nome o gerente age.
        simular: decide e devolve os eventos, sem gravar.

    Raises:
        Recusado: com todas as razões.
        ImplantacaoOcupada: a trava não veio no tempo de espera.
    """
    if ocorreu_em is not None:
        comando = replace(comando, ocorreu_em=ocorreu_em)
    with traduzir_trava(), transaction.atomic():
        trancada = _trancar(implantacao)
        digest = _digest_do_pedido(comando, usuario, em_nome_de, origem)
        if repetido := _ja_executado(trancada, chave, digest):
            return repetido
        ator = ator_de(usuario, trancada.orgao, em_nome_de, origem)
        contexto = _contexto(trancada, comando)
        estado = trancada.ler_estado()
        recusas = _mudou_desde(trancada, estado, comando, seq_esperada)
        recusas += explicar(trancada.roteiro, estado, comando, ator, contexto)
        if recusas:
            raise Recusado(contar_quem_e_quando(trancada, recusas))
        eventos = decidir(trancada.roteiro, estado, comando, ator, contexto)
        resultado = Resultado(
            trancada.pk, estado.seq + len(eventos), tuple(eventos), simulado=simular
        )
        if not simular:
            _gravar(trancada, estado, eventos, chave, digest)
        return resultado


@transaction.atomic
def iniciar(
    orgao: Orgao, usuario, *, chave: str, ocorreu_em: date | None = None
) -> tuple[Implantacao, Resultado]:
    """Começa a implantação do órgão. Órgão sem gerente entra na carteira de quem inicia.

    Raises:
        Recusado: se não é gerente, se a carteira é de outra pessoa ou se já começou.
    """
    if papel_do_estado(usuario) == Papel.GERENTE and not gerentes_de(orgao).exists():
        contas.vincular(usuario, orgao, Papel.GERENTE, inicio=timezone.localdate(), por=usuario)
    implantacao, _ = Implantacao.objects.get_or_create(
        orgao=orgao, defaults={"versao": roteiro_publicado()}
    )
    resultado = executar(
        implantacao,
        Comando(TipoDeComando.INICIAR),
        usuario,
        chave=chave,
        ocorreu_em=ocorreu_em,
    )
    return Implantacao.objects.get(pk=implantacao.pk), resultado


@dataclass
class RegistroDeFato:
    """O que a etapa pode dizer enquanto grava: resumo, dia do fato e conteúdo para o digest."""

    implantacao: Implantacao
    resumo: str
    ocorreu_em: date | None = None
    conteudo: dict = field(default_factory=dict)
    resultado: Resultado | None = None


@contextmanager
def alterar_fatos(
    implantacao: Implantacao,
    usuario,
    item: str,
    resumo: str = "",
    *,
    em_nome_de: str | None = None,
    origem: str = Canal.TELA,
    comprovacao: str = "",
    arquivos: Iterable = (),
    chave: str | None = None,
) -> Iterator[RegistroDeFato]:
    """Por onde as etapas gravam fatos: tranca, confere, deixa gravar, registra e reavalia.

    O corpo roda dentro de uma transação; se ele ou o registro falha, nada fica.

    Raises:
        Recusado: antes do corpo, com todas as razões.
        ImplantacaoOcupada: a trava não veio no tempo de espera.
    """
    with traduzir_trava(), transaction.atomic():
        trancada = _trancar(implantacao)
        ator = ator_de(usuario, trancada.orgao, em_nome_de, origem)
        estado, calendario = (
            trancada.ler_estado(),
            calendario_do_municipio(trancada.orgao.municipio_id),
        )
        dados = {"comprovacao": comprovacao, "arquivos": [str(a.pk) for a in arquivos]}
        comando = Comando(TipoDeComando.ALTERAR_FATOS, item=item, dados=dados)
        agora = Contexto(calendario, timezone.now())
        if recusas := explicar(trancada.roteiro, estado, comando, ator, agora):
            raise Recusado(contar_quem_e_quando(trancada, recusas))
        anotacao = RegistroDeFato(trancada, resumo)
        yield anotacao
        etapa = trancada.roteiro.etapa_do_item[item]
        fatos = apurar(trancada, (etapa,))
        comando = replace(
            comando,
            dados=dados | _o_que_ficou(anotacao, fatos.get(item)),
            ocorreu_em=anotacao.ocorreu_em,
        )
        contexto = replace(agora, fatos=fatos)
        eventos = decidir(trancada.roteiro, estado, comando, ator, contexto)
        digest = _digest_do_pedido(comando, usuario, em_nome_de, origem)
        _gravar(trancada, estado, eventos, chave, digest)
        anotacao.resultado = Resultado(trancada.pk, trancada.seq, tuple(eventos))


def _o_que_ficou(anotacao: RegistroDeFato, fato: Fato | None) -> dict:
    apurado = {"resumo": fato.resumo, "satisfeito": fato.satisfeito} if fato else {}
    return {
        "resumo": anotacao.resumo,
        "satisfeito": bool(fato and fato.satisfeito),
        "digest": registro.digest_canonico({"apurado": apurado, "conteudo": anotacao.conteudo}),
    }


def reavaliar(implantacao: Implantacao) -> Resultado:
    """Confronta a implantação com os fatos, papéis, datas e feriados de hoje."""
    with traduzir_trava(), transaction.atomic():
        trancada = _trancar(implantacao)
        comando = Comando(TipoDeComando.REAVALIAR)
        estado = trancada.ler_estado()
        eventos = decidir(trancada.roteiro, estado, comando, SISTEMA, _contexto(trancada, comando))
        if eventos:
            _gravar(trancada, estado, eventos, None, "")
        return Resultado(trancada.pk, estado.seq + len(eventos), tuple(eventos))


def disponiveis(implantacao: Implantacao, usuario) -> list[tuple[Comando, list[Recusa]]]:
    """Cada comando que se pode mostrar a esta pessoa e as razões por que ainda não pode."""
    roteiro, estado = implantacao.roteiro, implantacao.ler_estado()
    ator = ator_de(usuario, implantacao.orgao)
    contexto = contexto_de_leitura(implantacao)
    return [
        (comando, impedimentos(roteiro, estado, comando, ator, contexto))
        for comando in comandos_possiveis(roteiro, estado)
    ]


def comandos_possiveis(roteiro: Roteiro, estado: Estado) -> Iterator[Comando]:
    """Todos os comandos que nomeiam algo desta implantação."""
    for tipo in TipoDeComando:
        if tipo in _DE_ITEM:
            yield from (Comando(tipo, item=chave) for chave in roteiro.itens)
        elif tipo in _DE_ETAPA or tipo == TipoDeComando.PRORROGAR_PRAZO:
            yield from (Comando(tipo, etapa=e.chave) for e in roteiro.etapas)
        elif tipo == TipoDeComando.RESOLVER_BLOQUEIO:
            yield from (Comando(tipo, dados={"bloqueio": seq}) for seq in estado.bloqueios)
        elif tipo != TipoDeComando.REAVALIAR:
            yield Comando(tipo)


_DE_ITEM = frozenset(
    {
        TipoDeComando.CONCLUIR_ITEM,
        TipoDeComando.REABRIR_ITEM,
        TipoDeComando.ALTERAR_FATOS,
        TipoDeComando.PEDIR_DISPENSA,
        TipoDeComando.CONFIRMAR_DISPENSA,
        TipoDeComando.NEGAR_DISPENSA,
    }
)
_DE_ETAPA = frozenset(
    {
        TipoDeComando.ENVIAR_ETAPA,
        TipoDeComando.RECOLHER_ETAPA,
        TipoDeComando.DEVOLVER_ETAPA,
        TipoDeComando.APROVAR_ETAPA,
        TipoDeComando.DESFAZER_APROVACAO,
        TipoDeComando.REABRIR_ETAPA,
    }
)


# Carga de histórico


@dataclass(frozen=True)
class Passo:
    """Um comando do passado, com quem, quando e o que se sabia."""

    comando: Comando
    ator: Ator
    agora: datetime
    fatos: dict[str, Fato] = field(default_factory=dict)


@transaction.atomic
def carregar_historico(
    historicos: Iterable[tuple[Orgao, Iterable[Passo]]], *, calendarios: dict[int, Calendario]
) -> list[Implantacao]:
    """Grava de uma vez implantações inteiras, decididas pelo mesmo núcleo. Não manda correio.

    Args:
        calendarios: por id de município.

    Raises:
        Recusado: se um passo não passa; nada é gravado.
    """
    versao = roteiro_publicado()
    carregadas = [
        _carregar_uma(orgao, passos, versao, calendarios[orgao.municipio_id])
        for orgao, passos in historicos
    ]
    implantacoes = [c.implantacao for c in carregadas]
    Implantacao.objects.bulk_create(implantacoes)
    andamentos, etapas, itens = [], [], []
    for carregada in carregadas:
        implantacao = carregada.implantacao
        linhas = registro.andamentos_de(carregada.eventos, implantacao, None, "")
        if linhas:
            implantacao.ultimo_hash = linhas[-1].hash
        andamentos += linhas
        mais_etapas, mais_itens = registro.linhas_da_projecao(
            implantacao, versao.roteiro, carregada.estado
        )
        etapas += mais_etapas
        itens += mais_itens
    Andamento.objects.bulk_create(andamentos, batch_size=1000)
    AvisoDoAndamento.objects.bulk_create(
        [AvisoDoAndamento(andamento=a) for a in andamentos], batch_size=2000
    )
    EtapaDaImplantacao.objects.bulk_create(etapas, batch_size=1000)
    ItemDaImplantacao.objects.bulk_create(itens, batch_size=1000)
    Implantacao.objects.bulk_update(implantacoes, ["ultimo_hash"], batch_size=500)
    return implantacoes


@dataclass
class _Carregada:
    implantacao: Implantacao
    estado: Estado
    eventos: list[Evento]


def _carregar_uma(
    orgao: Orgao, passos: Iterable[Passo], versao: VersaoDoRoteiro, calendario: Calendario
) -> _Carregada:
    estado, eventos = VAZIO, []
    for passo in passos:
        contexto = Contexto(calendario, passo.agora, passo.fatos)
        for evento in decidir(versao.roteiro, estado, passo.comando, passo.ator, contexto):
            estado = evoluir(estado, evento)
            eventos.append(evento)
    implantacao = Implantacao(orgao=orgao, versao=versao)
    registro.projetar(implantacao, versao.roteiro, estado)
    implantacao.atualizada_em = eventos[-1].registrado_em if eventos else None
    return _Carregada(implantacao, estado, eventos)


# Peças


def ator_de(usuario, orgao: Orgao, em_nome_de: str | None = None, origem: str = Canal.TELA) -> Ator:
    """Quem pede, com os papéis que tem hoje neste órgão."""
    if usuario is None:
        return SISTEMA
    return Ator(
        id=usuario.pk,
        papeis=papeis_de(usuario, orgao),
        papel_do_estado=papel_do_estado(usuario) or "",
        em_nome_de=em_nome_de or "",
        origem=origem,
    )


def apurar(implantacao: Implantacao, etapas: Iterable[Etapa]) -> dict[str, Fato]:
    """Os fatos de agora nas etapas dadas. Etapa que o código já não declara fica sem avaliar."""
    declaradas = etapas_registradas()
    fatos: dict[str, Fato] = {}
    for etapa in etapas:
        funcao = declaradas[etapa.chave].apurar if etapa.chave in declaradas else None
        if funcao is not None:
            fatos |= funcao([implantacao.pk]).get(implantacao.pk, {})
    return fatos


def contexto_de_leitura(implantacao: Implantacao) -> Contexto:
    """Calendário, agora e todos os fatos, para explicar na tela."""
    return Contexto(
        calendario_do_municipio(implantacao.orgao.municipio_id),
        timezone.now(),
        apurar(implantacao, implantacao.roteiro.etapas),
    )


def contar_quem_e_quando(implantacao: Implantacao, recusas: list[Recusa]) -> list[Recusa]:
    """Às recusas causadas por um andamento, junta quem agiu e quando."""
    seqs = {r.seq for r in recusas if r.seq}
    if not seqs:
        return recusas
    andamentos = {
        a.seq: a
        for a in Andamento.objects.filter(implantacao=implantacao, seq__in=seqs).select_related(
            "ator"
        )
    }
    return [
        replace(r, mensagem=f"{r.mensagem} {_quem_e_quando(andamentos[r.seq])}")
        if r.seq in andamentos
        else r
        for r in recusas
    ]


def _quem_e_quando(andamento: Andamento) -> str:
    quem = andamento.ator.nome_publico if andamento.ator else "o sistema"
    quando = timezone.localtime(andamento.registrado_em)
    return f"A última mudança foi de {quem}, em {quando:%d/%m/%Y às %Hh%M}."


def _trancar(implantacao: Implantacao) -> Implantacao:
    return (
        Implantacao.objects.select_for_update(of=("self",))
        .select_related("orgao", "versao")
        .get(pk=implantacao.pk)
    )


@contextmanager
def traduzir_trava() -> Iterator[None]:
    """Espera esgotada por uma linha travada vira uma resposta que se entende."""
    try:
        yield
    except OperationalError as erro:
        if getattr(erro.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE:
            raise ImplantacaoOcupada from erro
        raise


def _contexto(implantacao: Implantacao, comando: Comando) -> Contexto:
    roteiro = implantacao.roteiro
    etapas: tuple[Etapa, ...] = ()
    if comando.tipo in _DE_TUDO:
        etapas = roteiro.etapas
    elif comando.tipo in _DO_ETAPA:
        alvo = roteiro.por_chave.get(comando.etapa) or roteiro.etapa_do_item.get(comando.item)
        etapas = (alvo,) if alvo else ()
    return Contexto(
        calendario_do_municipio(implantacao.orgao.municipio_id),
        timezone.now(),
        apurar(implantacao, etapas),
    )


def _digest_do_pedido(comando: Comando, usuario, em_nome_de: str | None, origem: str) -> str:
    return registro.digest_canonico(
        {
            "tipo": comando.tipo.value,
            "item": comando.item,
            "etapa": comando.etapa,
            "dados": dict(comando.dados),
            "ocorreu_em": comando.ocorreu_em.isoformat() if comando.ocorreu_em else None,
            "ator": usuario.pk if usuario else None,
            "em_nome_de": em_nome_de or "",
            "origem": str(origem),
        }
    )


def _ja_executado(implantacao: Implantacao, chave: str, digest: str) -> Resultado | None:
    primeiro = Andamento.objects.filter(implantacao=implantacao, chave=chave).first()
    if primeiro is None:
        return None
    if primeiro.digest_do_pedido != digest:
        raise Recusado(
            [
                Recusa(
                    "chave_repetida",
                    "Este envio já foi usado para outro pedido.",
                    "Atualize a página e faça o pedido de novo.",
                    seq=primeiro.seq,
                )
            ]
        )
    mesmos = Andamento.objects.filter(
        implantacao=implantacao, registrado_em=primeiro.registrado_em, seq__gte=primeiro.seq
    ).order_by("seq")
    eventos = tuple(registro.eventos_de(mesmos))
    return Resultado(implantacao.pk, eventos[-1].seq, eventos, repetido=True)


def _mudou_desde(
    implantacao: Implantacao, estado: Estado, comando: Comando, seq_esperada: int | None
) -> list[Recusa]:
    if seq_esperada is None:
        return []
    if comando.item:
        ultimo = estado.item(comando.item).seq
    elif comando.etapa:
        etapa = implantacao.roteiro.por_chave.get(comando.etapa)
        itens = [estado.item(i.chave).seq for i in etapa.itens] if etapa else []
        ultimo = max([estado.etapa(comando.etapa).seq, *itens])
    else:
        return []
    if ultimo <= seq_esperada:
        return []
    return [
        Recusa(
            "mudou_desde",
            "Isto mudou depois que você abriu a página.",
            "Atualize a página, confira o que mudou e decida de novo.",
            item=comando.item or comando.etapa,
            seq=ultimo,
        )
    ]


def _gravar(
    implantacao: Implantacao, antes: Estado, eventos: list[Evento], chave: str | None, digest: str
) -> None:
    depois = antes
    for evento in eventos:
        depois = evoluir(depois, evento)
    linhas = registro.andamentos_de(eventos, implantacao, chave, digest)
    Andamento.objects.bulk_create(linhas)
    registro.projetar(implantacao, implantacao.roteiro, depois)
    implantacao.ultimo_hash = linhas[-1].hash
    implantacao.atualizada_em = eventos[-1].registrado_em
    implantacao.save(update_fields=registro.CAMPOS_DA_IMPLANTACAO)
    registro.gravar_projecao(implantacao, implantacao.roteiro, antes, depois)
    transaction.on_commit(
        partial(
            andamentos_registrados.send,
            sender=Implantacao,
            implantacao_id=implantacao.pk,
            seqs=[e.seq for e in eventos],
            tipos=[e.tipo.value for e in eventos],
        )
    )
