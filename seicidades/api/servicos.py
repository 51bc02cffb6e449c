"""Tokens, e a porta por onde um pedido da API chega ao motor."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from seicidades.api.models import Token
from seicidades.contas.models import Usuario
from seicidades.contas.permissoes import Permissao, pode
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import Arquivo
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import Canal, Comando, TipoDeComando
from seicidades.fluxo.servicos import Recusa, Recusado, Resultado
from seicidades.municipios.models import Orgao

INICIO_DO_SEGREDO = "sei_"
TAMANHO_DO_PREFIXO = 12
VALIDADE_DIAS = 90
VALIDADE_MAXIMA_DIAS = 366
# De quanto em quanto tempo o último uso é anotado: uma gravação por pedido custaria caro.
INTERVALO_DO_USO = timedelta(minutes=1)


class TokenRecusado(Exception):
    """O token não vale. A mensagem diz por quê e o que fazer."""


# Tokens


def resumo_de(segredo: str) -> str:
    return hashlib.sha256(segredo.encode()).hexdigest()


def criar_token(
    dono: Usuario, *, dias: int = VALIDADE_DIAS, nome: str = "", por: Usuario | None = None
) -> tuple[Token, str]:
    """Cria um token e devolve o segredo, que não fica guardado em lugar nenhum.

    Args:
        dias: validade, em dias corridos.

    Raises:
        ValueError: se a validade não cabe no limite ou a pessoa está desativada.
    """
    if not 1 <= dias <= VALIDADE_MAXIMA_DIAS:
        raise ValueError(f"A validade vai de 1 a {VALIDADE_MAXIMA_DIAS} dias, e veio {dias}.")
    if not dono.is_active:
        raise ValueError("Esta pessoa está desativada. Reative a conta antes de criar um token.")
    segredo = INICIO_DO_SEGREDO + secrets.token_urlsafe(32)
    agora = timezone.now()
    token = Token.objects.create(
        dono=dono,
        nome=nome,
        prefixo=segredo[:TAMANHO_DO_PREFIXO],
        resumo_do_segredo=resumo_de(segredo),
        criado_em=agora,
        criado_por=por,
        expira_em=agora + timedelta(days=dias),
    )
    return token, segredo


def revogar_token(token: Token) -> None:
    """Vale na hora. Revogar de novo não muda a data da primeira vez."""
    Token.objects.filter(pk=token.pk, revogado_em=None).update(revogado_em=timezone.now())


def conferir_token(segredo: str) -> Token:
    """O token deste segredo, com o dono.

    Raises:
        TokenRecusado: se não existe, venceu, foi revogado ou a pessoa está desativada.
    """
    token = (
        Token.objects.filter(resumo_do_segredo=resumo_de(segredo)).select_related("dono").first()
    )
    agora = timezone.now()
    if token is None or not token.dono.is_active:
        raise TokenRecusado("Este token não existe. Confira o que foi copiado ou peça outro.")
    if token.revogado_em:
        raise TokenRecusado("Este token foi revogado. Peça outro à administração.")
    if token.expira_em <= agora:
        raise TokenRecusado("Este token venceu. Peça outro à administração.")
    _anotar_uso(token, agora)
    return token


def _anotar_uso(token: Token, agora: datetime) -> None:
    if token.ultimo_uso and agora - token.ultimo_uso < INTERVALO_DO_USO:
        return
    velho = Q(ultimo_uso=None) | Q(ultimo_uso__lte=agora - INTERVALO_DO_USO)
    Token.objects.filter(velho, pk=token.pk).update(ultimo_uso=agora)


# Comandos


@dataclass(frozen=True)
class Pedido:
    """Um comando como a API o recebe, já na forma certa."""

    comando: TipoDeComando
    chave: str
    item: str = ""
    etapa: str = ""
    seq_esperada: int | None = None
    ocorreu_em: date | None = None
    em_nome_de: str = ""
    origem: str = Canal.TELA
    dados: dict = field(default_factory=dict)


def comandar(orgao: Orgao, usuario: Usuario, pedido: Pedido) -> Resultado:
    """Dá o comando com as mesmas regras das páginas. Quem chama já viu que a pessoa vê o órgão.

    Raises:
        Recusado: com todas as razões.
        Implantacao.DoesNotExist: se o órgão não começou e o comando não é iniciar.
        ImplantacaoOcupada: outra pessoa está gravando.
    """
    implantacao = Implantacao.objects.filter(orgao=orgao).first()
    if implantacao is None:
        return _comecar(orgao, usuario, pedido)
    if impeditivos := _recusas_da_porta(orgao, usuario, pedido):
        return _somar_as_do_motor(implantacao, usuario, pedido, impeditivos)
    if pedido.comando == TipoDeComando.ALTERAR_FATOS:
        return _conferir_fatos(implantacao, usuario, pedido)
    return _executar(implantacao, usuario, pedido)


def _conferir_fatos(implantacao: Implantacao, usuario: Usuario, pedido: Pedido) -> Resultado:
    """Registra que os dados da etapa foram conferidos, como estão: gravá-los é só na página."""
    try:
        with fluxo.alterar_fatos(
            implantacao,
            usuario,
            pedido.item,
            pedido.dados.get("resumo") or "Conferido.",
            em_nome_de=pedido.em_nome_de or None,
            origem=pedido.origem,
            comprovacao=pedido.dados.get("comprovacao") or "",
            arquivos=Arquivo.objects.filter(pk__in=pedido.dados.get("arquivos") or ()),
            chave=pedido.chave,
            pedido=pedido.dados | {"ocorreu_em": str(pedido.ocorreu_em)},
            seq_esperada=pedido.seq_esperada,
        ) as anotacao:
            anotacao.ocorreu_em = pedido.ocorreu_em
    except fluxo.PedidoRepetido as repetido:
        return repetido.resultado
    return anotacao.resultado


def _comecar(orgao: Orgao, usuario: Usuario, pedido: Pedido) -> Resultado:
    if pedido.comando != TipoDeComando.INICIAR:
        raise Implantacao.DoesNotExist
    _, resultado = fluxo.iniciar(orgao, usuario, chave=pedido.chave, ocorreu_em=pedido.ocorreu_em)
    return resultado


def _executar(implantacao: Implantacao, usuario, pedido: Pedido, **opcoes) -> Resultado:
    return fluxo.executar(
        implantacao,
        Comando(pedido.comando, item=pedido.item, etapa=pedido.etapa, dados=pedido.dados),
        usuario,
        chave=pedido.chave,
        seq_esperada=pedido.seq_esperada,
        ocorreu_em=pedido.ocorreu_em,
        em_nome_de=pedido.em_nome_de or None,
        origem=pedido.origem,
        **opcoes,
    )


def _somar_as_do_motor(
    implantacao: Implantacao, usuario, pedido: Pedido, recusas: list[Recusa]
) -> Resultado:
    """Todas as razões juntas, sem gravar. Pedido repetido devolve o primeiro resultado."""
    try:
        ensaio = _executar(implantacao, usuario, pedido, simular=True)
    except Recusado as recusado:
        raise Recusado(list(dict.fromkeys([*recusas, *recusado.recusas]))) from recusado
    if ensaio.repetido:
        return ensaio
    raise Recusado(recusas)


def _recusas_da_porta(orgao: Orgao, usuario: Usuario, pedido: Pedido) -> list[Recusa]:
    """O que o motor não tem como saber."""
    return [
        *_de_quem_so_olha(orgao, usuario),
        *_de_arquivos(orgao, usuario, pedido.dados.get("arquivos") or ()),
    ]


def _de_quem_so_olha(orgao: Orgao, usuario: Usuario) -> list[Recusa]:
    if pode(usuario, Permissao.PREENCHER, orgao) or pode(usuario, Permissao.ANALISAR, orgao):
        return []
    return [
        Recusa(
            "nao_e_do_seu_papel",
            "Quem só acompanha não dá comandos.",
            "Peça a quem participa desta implantação.",
        )
    ]


def _de_arquivos(orgao: Orgao, usuario: Usuario, ids: Iterable[str]) -> list[Recusa]:
    """Só serve de prova arquivo deste órgão que a própria pessoa pode baixar."""
    pedidos = set(ids)
    if not pedidos:
        return []
    arquivos = Arquivo.objects.com_conteudo().filter(orgao=orgao, pk__in=pedidos)
    achados = {
        str(a.pk) for a in arquivos.select_related("orgao") if documentos.pode_baixar(usuario, a)
    }
    return [
        Recusa(
            "arquivo_desconhecido",
            f"Não há neste órgão o arquivo {pk}, ou ele é reservado a outros papéis.",
            "Envie o arquivo pela página do item e use o identificador dele.",
        )
        for pk in sorted(pedidos - achados)
    ]
