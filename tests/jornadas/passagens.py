"""Páginas a que só se chega de passagem: no meio de uma entrada, ou com algo recém-enviado."""

from collections.abc import Iterator

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import reverse
from django.utils.http import int_to_base36

from adesao import lotes as assinaturas
from cadastros.models import TipoDeCarga
from cadastros.servicos import cargas
from seicidades.contas.models import Usuario
from seicidades.fluxo.servicos import roteiro_publicado
from seicidades.importacao import modelo
from seicidades.importacao import servicos as importacao
from seicidades.importacao.colunas import leiaute
from tests.cadastros.factories import csv, unidade
from tests.factories import SENHA, ConviteFactory, MensagemFactory, UsuarioFactory
from tests.jornadas import enderecos
from tests.jornadas.enderecos import ANONIMA, GERENTE, Visita

SEGREDO_DO_APLICATIVO = "JBSWY3DPEHPK3PXP"
ENTRAR = reverse("account_login")


def visitas(clientes: dict[str, Client]) -> Iterator[Visita]:
    """Prepara cada passagem e deixa em `clientes` quem já está nela."""
    do_que_se_enviou = (_arquivos_enviados, _planilhas_enviadas, _planilhas_de_assinaturas)
    for preparar in (_convites, _correio, *do_que_se_enviou):
        yield from preparar()
    for preparar in (_com_codigo, _com_segundo_fator, _sem_senha, _de_senha_nova):
        yield from preparar(clientes)


# --- O que alguém enviou


def _convites() -> Iterator[Visita]:
    """De quem não tem conta, de quem tem, e vencido."""
    orgao = enderecos.implantacao(enderecos.COMECADA).orgao
    opcoes = {
        "novo": {},
        "com-conta": {"email": enderecos.gestor_sei(enderecos.COMECADA)},
        "vencido": {"vencido": True},
    }
    for segredo, campos in opcoes.items():
        ConviteFactory(orgao=orgao, segredo=segredo, **campos)
        yield Visita("contas:convite", ANONIMA, reverse("contas:convite", args=[segredo]))


def _correio() -> Iterator[Visita]:
    mensagem = MensagemFactory()
    yield Visita("correio:caixa", ANONIMA, reverse("correio:caixa"))
    yield Visita("correio:mensagem", ANONIMA, reverse("correio:mensagem", args=[mensagem.pk]))


def _arquivos_enviados() -> Iterator[Visita]:
    """Uma prévia sem erros e outra com, e as páginas de cada arquivo por gravar."""
    daqui = enderecos.implantacao(enderecos.COMECADA)
    arquivos = {
        enderecos.gestor_sei(enderecos.COMECADA): csv(unidade("GAB")),
        GERENTE: csv(unidade("GAB", superior="NAO-HA", c6="sim")),
    }
    for email, arquivo in arquivos.items():
        rascunho = cargas.guardar_rascunho(
            daqui, TipoDeCarga.UNIDADES, "unidades.csv", arquivo.encode(), _pessoa(email)
        )
        de_uma_linha = (("cadastros:linha", [2]), ("cadastros:linha", [0]))
        do_arquivo = ("cadastros:previa", "cadastros:colunas", "cadastros:linhas")
        for nome, args in (*((nome, []) for nome in do_arquivo), *de_uma_linha):
            yield Visita(nome, email, reverse(nome, args=[daqui.pk, rascunho.pk, *args]))


def _planilhas_enviadas() -> Iterator[Visita]:
    """O exemplo do modelo, e um arquivo sem as colunas."""
    exemplo = modelo.em_csv(leiaute(roteiro_publicado().roteiro))
    for conteudo in (exemplo, b"coluna;outra\r\n1;2\r\n"):
        carga = importacao.enviar("carteira.csv", conteudo, _pessoa(GERENTE))
        for nome in ("importacao:carga", "importacao:conflitos"):
            yield Visita(nome, GERENTE, reverse(nome, args=[carga.pk]))


def _planilhas_de_assinaturas() -> Iterator[Visita]:
    """Uma sem nada a mudar e outra com problema."""
    daqui = enderecos.implantacao(enderecos.ADIANTADA)
    dia = daqui.adesao_representantes.get().cadastro_externo.pedido_em
    for codigo in (enderecos.ADIANTADA, "0"):
        conteudo = f"codigo_ibge;passo;dia\n{codigo};usuario_externo_pedido;{dia}\n"
        planilha = assinaturas.enviar("assinaturas.csv", conteudo.encode(), _pessoa(GERENTE))
        assinaturas.tratar(str(planilha.pk))
        url = reverse("assinaturas:planilha", args=[planilha.pk])
        yield Visita("assinaturas:planilha", GERENTE, url)


def _pessoa(email: str) -> Usuario:
    return Usuario.objects.get(email=email)


# --- No meio de uma entrada


def _com_codigo(clientes: dict[str, Client]) -> Iterator[Visita]:
    pessoa, cliente = UsuarioFactory(email="codigo@exemplo.invalid"), Client()
    cliente.post(reverse("account_request_login_code"), {"email": pessoa.email})
    yield _passagem(clientes, "account_confirm_login_code", pessoa.email, cliente)


def _com_segundo_fator(clientes: dict[str, Client]) -> Iterator[Visita]:
    """Quem o ativa, quem já o tem e quem está entrando com ele."""
    pessoa, cliente = UsuarioFactory(email="fator@exemplo.invalid"), Client()
    cliente.post(ENTRAR, {"login": pessoa.email, "password": SENHA})
    outra, entrada = UsuarioFactory(email="ativacao@exemplo.invalid"), Client()
    entrada.post(ENTRAR, {"login": outra.email, "password": SENHA})
    yield _passagem(clientes, "mfa_activate_totp", outra.email, entrada)
    TOTP.activate(pessoa, SEGREDO_DO_APLICATIVO)
    for nome in (
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
    ):
        yield _passagem(clientes, nome, pessoa.email, cliente)
    cliente.post(reverse("mfa_generate_recovery_codes"))
    yield _passagem(clientes, "mfa_view_recovery_codes", pessoa.email, cliente)
    entrando = Client()
    entrando.post(ENTRAR, {"login": pessoa.email, "password": SENHA})
    yield _passagem(clientes, "mfa_authenticate", "entrando@exemplo.invalid", entrando)


def _sem_senha(clientes: dict[str, Client]) -> Iterator[Visita]:
    pessoa, cliente = UsuarioFactory(email="semsenha@exemplo.invalid"), Client()
    pessoa.set_unusable_password()
    pessoa.save()
    cliente.force_login(pessoa)
    yield _passagem(clientes, "account_set_password", pessoa.email, cliente)


def _de_senha_nova(clientes: dict[str, Client]) -> Iterator[Visita]:
    """O link da mensagem leva a outro endereço, que só esta sessão abre."""
    pessoa, cliente = UsuarioFactory(email="senhanova@exemplo.invalid"), Client()
    chave = default_token_generator.make_token(pessoa)
    nome = "account_reset_password_from_key"
    link = reverse(nome, args=[int_to_base36(pessoa.pk), chave])
    clientes[pessoa.email] = cliente
    yield Visita(nome, pessoa.email, cliente.get(link).url)


def _passagem(clientes: dict, nome: str, email: str, cliente: Client) -> Visita:
    clientes[email] = cliente
    return Visita(nome, email, reverse(nome))
