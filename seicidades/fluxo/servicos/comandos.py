"""Executar, iniciar, alterar fatos e reavaliar."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas import servicos as contas
from seicidades.contas.permissoes import gerentes_de, papel_do_estado
from seicidades.fluxo import registro
from seicidades.fluxo.models import Implantacao
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
from seicidades.fluxo.nucleo.definicao import Fato, Roteiro
from seicidades.fluxo.nucleo.estado import Estado, SituacaoDaImplantacao
from seicidades.fluxo.nucleo.eventos import Evento
from seicidades.fluxo.nucleo.formato import malformados
from seicidades.fluxo.nucleo.regras import explicar, impedimentos
from seicidades.fluxo.servicos.gravacao import (
    Resultado,
    digest_do_pedido,
    gravar,
    ja_executado,
    recusar_chave_ruim,
)
from seicidades.fluxo.servicos.pecas import (
    apurar,
    ator_com,
    ator_de,
    contar_quem_e_quando,
    contexto_de,
    contexto_de_leitura,
    ler_depois_da_trava,
    mudou_desde,
    traduzir_trava,
    trancar,
)
from seicidades.fluxo.servicos.roteiro import roteiro_publicado
from seicidades.municipios.calendario import calendario_do_municipio
from seicidades.municipios.models import Orgao


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
        trancada = trancar(implantacao)
        recusas, digest = recusar_chave_ruim(chave), ""
        if not recusas and not malformados(comando.dados):
            digest = digest_do_pedido(comando, usuario, em_nome_de, origem)
        lido = ler_depois_da_trava(trancada, usuario, chave if digest else None)
        if repetido := ja_executado(trancada, lido.repetido, digest):
            return repetido
        ator = ator_com(lido.papeis, usuario, em_nome_de, origem)
        contexto = contexto_de(trancada, comando, lido.calendario)
        estado = trancada.ler_estado()
        recusas += mudou_desde(trancada, estado, comando, seq_esperada)
        recusas += explicar(trancada.roteiro, estado, comando, ator, contexto)
        if recusas:
            raise Recusado(contar_quem_e_quando(trancada, recusas, comando))
        eventos = decidir(trancada.roteiro, estado, comando, ator, contexto)
        if not simular:
            gravar(trancada, estado, eventos, chave, digest)
        return Resultado(trancada.pk, estado.seq + len(eventos), tuple(eventos), simulado=simular)


def iniciar(
    orgao: Orgao, usuario, *, chave: str, ocorreu_em: date | None = None
) -> tuple[Implantacao, Resultado]:
    """Começa a implantação do órgão. Órgão sem gerente entra na carteira de quem inicia.

    Raises:
        Recusado: se não é gerente, se a carteira é de outra pessoa ou se já começou.
        ImplantacaoOcupada: outra pessoa inicia o mesmo órgão e a espera acabou.
    """
    with traduzir_trava(), transaction.atomic():
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


# Fatos


class PedidoRepetido(Exception):
    """Este envio de fatos já foi gravado; `resultado` é o da primeira vez."""

    def __init__(self, resultado: Resultado):
        self.resultado = resultado
        super().__init__("Este envio já tinha sido gravado. Nada mudou agora.")


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
    pedido: Mapping | None = None,
    seq_esperada: int | None = None,
) -> Iterator[RegistroDeFato]:
    """Por onde as etapas gravam fatos: tranca, confere, deixa gravar, registra e reavalia.

    O corpo roda dentro de uma transação; se ele ou o registro falha, nada fica.

    Args:
        chave: identifica o envio; `pedido`, o que foi enviado, só para reconhecê-lo.
        seq_esperada: como em `executar`.

    Raises:
        Recusado: antes do corpo, com todas as razões.
        PedidoRepetido: antes do corpo, se a chave já gravou este mesmo pedido.
        ImplantacaoOcupada: a trava não veio no tempo de espera.
    """
    with traduzir_trava(), transaction.atomic():
        trancada = trancar(implantacao)
        dados = {"comprovacao": comprovacao, "arquivos": [str(a.pk) for a in arquivos]}
        comando = Comando(TipoDeComando.ALTERAR_FATOS, item=item, dados=dados)
        digest = _digest_do_envio(comando, usuario, em_nome_de, origem, pedido)
        recusas = recusar_chave_ruim(chave) if chave is not None else []
        lido = ler_depois_da_trava(trancada, usuario, None if recusas else chave)
        if repetido := ja_executado(trancada, lido.repetido, digest):
            raise PedidoRepetido(repetido)
        ator = ator_com(lido.papeis, usuario, em_nome_de, origem)
        estado = trancada.ler_estado()
        agora = Contexto(lido.calendario, timezone.now())
        recusas += mudou_desde(trancada, estado, comando, seq_esperada)
        recusas += explicar(trancada.roteiro, estado, comando, ator, agora)
        if recusas:
            raise Recusado(contar_quem_e_quando(trancada, recusas))
        anotacao = RegistroDeFato(trancada, resumo)
        yield anotacao
        eventos = _decidir_pelo_que_ficou(anotacao, estado, comando, ator, agora)
        gravar(trancada, estado, eventos, chave, digest)
        anotacao.resultado = Resultado(trancada.pk, trancada.seq, tuple(eventos))


def _digest_do_envio(
    comando: Comando, usuario, em_nome_de: str | None, origem: str, pedido: Mapping | None
) -> str:
    """O que ainda não se gravou não entra: só quem, o quê e o que foi enviado."""
    enviado = replace(comando, dados=dict(pedido or {}))
    return digest_do_pedido(enviado, usuario, em_nome_de, origem)


def _decidir_pelo_que_ficou(
    anotacao: RegistroDeFato, estado: Estado, comando: Comando, ator: Ator, agora: Contexto
) -> list[Evento]:
    """O pedido com o que a etapa acabou de gravar, julgado pelos fatos de depois."""
    trancada = anotacao.implantacao
    fatos = apurar(trancada, (trancada.roteiro.etapa_do_item[comando.item],))
    comando = replace(
        comando,
        dados=dict(comando.dados) | _o_que_ficou(anotacao, fatos.get(comando.item)),
        ocorreu_em=anotacao.ocorreu_em,
    )
    return decidir(trancada.roteiro, estado, comando, ator, replace(agora, fatos=fatos))


def _o_que_ficou(anotacao: RegistroDeFato, fato: Fato | None) -> dict:
    apurado = {"resumo": fato.resumo, "satisfeito": fato.satisfeito} if fato else {}
    return {
        "resumo": anotacao.resumo,
        "satisfeito": bool(fato and fato.satisfeito),
        "digest": registro.digest_canonico({"apurado": apurado, "conteudo": anotacao.conteudo}),
    }


def reavaliar(implantacao: Implantacao, motivo: str = "") -> Resultado:
    """Confronta a implantação com os fatos, papéis, datas e feriados de hoje.

    Args:
        motivo: o que mudou nos feriados, se se sabe; fica no registro.
    """
    with traduzir_trava(), transaction.atomic():
        trancada = trancar(implantacao)
        dados = {"motivo": motivo} if motivo else {}
        comando = Comando(TipoDeComando.REAVALIAR, dados=dados)
        estado = trancada.ler_estado()
        if estado.situacao == SituacaoDaImplantacao.NAO_INICIADA:
            return Resultado(trancada.pk, estado.seq, ())
        calendario = calendario_do_municipio(trancada.orgao.municipio_id)
        contexto = contexto_de(trancada, comando, calendario)
        eventos = decidir(trancada.roteiro, estado, comando, SISTEMA, contexto)
        if eventos:
            gravar(trancada, estado, eventos, None, "")
        return Resultado(trancada.pk, estado.seq + len(eventos), tuple(eventos))


# O que se pode


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
