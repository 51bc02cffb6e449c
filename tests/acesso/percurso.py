"""Como se anda pelos endereços: quais há, com que argumentos e o que se envia a cada um."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from http.cookies import SimpleCookie

from django import forms
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django.views.generic.edit import FormMixin

from cadastros.models import TipoDeConfiguracao, TipoDeTeste
from cadastros.validacao import EXEMPLO_DE_UNIDADES, UNIDADES, texto_das_unidades
from cadastros.views.cargas import CargaView
from capacitacao.models import TipoDeSessao
from seicidades import urls
from seicidades.contas.servicos import Remetente
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.paginas import FatoFormView
from seicidades.lembretes.resumo import assinante
from seicidades.municipios.calendario import calendario_do_municipio
from tests.acesso.mundo import ABERTOS, DISPENSA_PEDIDA, Cidade, Mundo, segredo_de
from tests.documentos.amostras import envio, png

EM_NOME_DE = {"nome-origem": "telefone", "nome-comprovacao": "A chefia de gabinete contou."}
API = "/api/"
# Argumentos que dizem de que cidade é o endereço, e os que apontam um objeto dentro dela.
DA_CIDADE = {"implantacao_id", "orgao_id", "arquivo_id", "codigo_ibge"}
DE_DENTRO = {
    "convite_id",
    "aviso_id",
    "vinculo_id",
    "rascunho_id",
    "designacao_id",
    "sessao_id",
    "retencao_id",
    "carga_id",
    "lote_id",
    "contato_id",
    "comentario_id",
    "instrumento_id",
    "signatario_id",
    "cadastro_id",
    "planilha_id",
    "pk",
}


# --- Quais endereços há


@dataclass(frozen=True)
class Endereco:
    """Um endereço do projeto. Sem nome, chama-se pelo próprio caminho."""

    nome: str
    caminho: str
    view: Callable


@cache
def enderecos() -> tuple[Endereco, ...]:
    return tuple(_andar(get_resolver(), "", "/"))


def _andar(resolvedor, espaco: str, prefixo: str) -> Iterator[Endereco]:
    for padrao in resolvedor.url_patterns:
        caminho = prefixo + str(padrao.pattern)
        if isinstance(padrao, URLPattern):
            nome = f"{espaco}{padrao.name}" if padrao.name else caminho
            yield Endereco(nome, caminho, padrao.callback)
        else:
            dentro = f"{espaco}{padrao.namespace}:" if padrao.namespace else espaco
            yield from _andar(padrao, dentro, caminho)


# --- Com que argumentos


def url_de(nome: str, variante: str, cidade: Cidade, mundo: Mundo, de_dentro=None) -> str:
    """O endereço, com objetos que existem nesta cidade.

    Args:
        de_dentro: outra cidade, de onde vêm os objetos apontados dentro desta.
    """
    if nome == "api:nao_ha":
        return reverse(nome) + "nada-aqui/"
    if nome.startswith("/"):  # sem nome: o próprio caminho, com algo no lugar do argumento
        return nome.replace("<path:object_id>", "1").replace("(?P<url>.*)$", "nada-aqui/")
    valores = _valores(nome, variante, cidade, mundo)
    if de_dentro:
        alheios = _valores(nome, variante, de_dentro, mundo)
        valores |= {parametro: alheios[parametro] for parametro in DE_DENTRO}
    return reverse(nome, kwargs={p: valores[p]() for p in parametros(nome)})


def _valores(nome: str, variante: str, cidade: Cidade, mundo: Mundo) -> dict[str, Callable]:
    return {
        "implantacao_id": lambda: cidade.implantacao.pk,
        "orgao_id": lambda: cidade.orgao.pk,
        "convite_id": lambda: cidade.convite.pk,
        "aviso_id": lambda: cidade.saida.pk,
        "vinculo_id": lambda: cidade.vinculo.pk,
        "codigo_ibge": lambda: cidade.orgao.municipio.codigo_ibge,
        "segredo": lambda: _segredo_de(nome, cidade),
        "arquivo_id": lambda: (cidade.reservado if variante else cidade.arquivo).pk,
        "etapa": lambda: variante or "adesao",
        "item": lambda: variante,
        "comando": lambda: variante,
        "rascunho_id": lambda: cidade.rascunho.pk,
        "tipo": lambda: variante or _tipo_de(nome),
        "codigo": lambda: cidade.documento.codigo_escrito,
        "versao": lambda: 1,
        "numero": lambda: 2,
        "carga_id": lambda: cidade.carga.pk,
        "lote_id": lambda: cidade.lote.pk,
        "contato_id": lambda: cidade.contato.pk,
        "instrumento_id": lambda: cidade.acordo.pk,
        "signatario_id": lambda: cidade.assinatura.pk,
        "cadastro_id": lambda: cidade.cadastro.pk,
        "planilha_id": lambda: cidade.planilha.pk,
        "formato": lambda: "csv",
        "assunto": lambda: _assunto_de(nome, variante, cidade),
        "momento": lambda: cidade.aviso["momento"],
        "retencao_id": lambda: cidade.retencao.pk,
        "teste": lambda: TipoDeTeste.objects.em_uso()[0].chave,
        "designacao_id": lambda: cidade.suplencia.pk,
        "sessao_id": lambda: cidade.sessao(_sessao_de(nome)).pk,
        "pk": lambda: _objeto_de(nome, cidade, mundo).pk,
        "ato": lambda: variante or "lei",
        "uidb36": lambda: "1",
        "key": lambda: "chave-que-nao-vale",
        "app_label": lambda: "fluxo",
        "object_id": lambda: _registro_do_admin(nome).pk,
        "outra": lambda: 1 if nome == "regulamentacao:comparar" else _registro_do_admin(nome).pk,
        "tela": lambda: "sigilo",
        "chave": lambda: "sigilo.niveis",
        "comentario_id": lambda: cidade.comentario.pk,
        "content_type_id": lambda: ContentType.objects.get(model="implantacao").pk,
    }


@cache
def parametros(nome: str) -> list[str]:
    """Os argumentos que o endereço pede."""
    if nome.startswith("/"):
        return []
    *espacos, local = nome.split(":")
    resolvedor, pedidos = get_resolver(), []
    for espaco in espacos:
        prefixo, resolvedor = resolvedor.namespace_dict[espaco]
        pedidos += [parte.split(">")[0].split(":")[-1] for parte in prefixo.split("<")[1:]]
    possibilidades = resolvedor.reverse_dict.getlist(local)[0][0]
    return list(dict.fromkeys([*pedidos, *possibilidades[0][1]]))


def _tipo_de(nome: str) -> str:
    return "oficio_de_solicitacao" if nome == "fluxo:gerar_documento" else "unidades"


def _segredo_de(nome: str, cidade: Cidade) -> str:
    if nome == "lembretes:sair":
        return assinante().sign(str(cidade.gerente.pk))
    if nome == "contas:nao_sou_mais_eu_por_link":
        return Remetente(convite_id=cidade.convite.pk).segredo()
    return segredo_de(cidade)


def _assunto_de(nome: str, variante: str, cidade: Cidade) -> str:
    if nome == "lembretes:reter":
        return cidade.aviso["assunto"]
    return TipoDeConfiguracao.objects.em_uso().filter(lado=variante)[0].chave


def _sessao_de(nome: str) -> TipoDeSessao:
    return TipoDeSessao.WEBINAR if "webinar" in nome else TipoDeSessao.MULTIPLICADORES


def _objeto_de(nome: str, cidade: Cidade, mundo: Mundo):
    if nome.startswith("admin:"):
        return _registro_do_admin(nome)
    return {
        "capacitacao:retirar_multiplicador": lambda: cidade.multiplicador,
        "capacitacao:desmarcar_sessao": lambda: cidade.sessao(TipoDeSessao.WEBINAR),
        "correio:mensagem": lambda: mundo.mensagem,
    }[nome]()


def _registro_do_admin(nome: str):
    """Um registro do modelo de que a página do admin trata; se de nenhum, uma implantação."""
    for modelo in admin.site._registry:
        if nome.startswith(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_"):
            return modelo.objects.order_by("pk")[0]
    return Implantacao.objects.order_by("pk")[0]


# --- O que se envia: sempre válido, para que só o papel e o momento possam recusar

MOTIVO = {"motivo": "A prefeitura decidiu."}
DO_COMANDO = {
    "enviar_etapa": ({"etapa": "adesao"}, {}),
    "recolher_etapa": ({"etapa": "adesao"}, MOTIVO),
    "desfazer_aprovacao": ({"etapa": "adesao"}, MOTIVO),
    "reabrir_etapa": ({"etapa": "adesao"}, MOTIVO),
    "entrar_em_producao": ({}, {"justificativa": "Tudo conferido."}),
    "prorrogar_prazo": ({"item": ABERTOS[0]}, MOTIVO),
    "suspender": ({}, MOTIVO),
    "retomar": ({}, {}),
    "desistir": ({}, MOTIVO),
    "readmitir": ({}, MOTIVO),
    "reabrir_item": ({"item": "tabela_de_assuntos_entregue"}, {}),
    "pedir_dispensa": ({"item": ABERTOS[1]}, {"justificativa": "O decreto já trata disso."}),
    "confirmar_dispensa": ({"item": DISPENSA_PEDIDA}, {}),
    "negar_dispensa": ({"item": DISPENSA_PEDIDA}, MOTIVO),
    "declarar_bloqueio": (
        {},
        {"motivo_bloqueio": "sem_acesso", "texto": "A tela não abre.", "dono": "prodesp"},
    ),
    "resolver_bloqueio": ({}, {}),
    "retificar": ({"campo": "ocorreu_em"}, MOTIVO),
}
CONTATO = {"meio": "telefone", "com_quem": "Ana Prado", "resumo": "Vimos a minuta."}
DA_PAGINA = {
    "fluxo:item": {"texto": "Feito e conferido."},
    "fluxo:registrar_contato": CONTATO,
    "fluxo:corrigir_contato": CONTATO,
    "fluxo:anular_contato": MOTIVO,
    "fluxo:cumprir_passo": {"desfecho": "O modelo foi enviado."},
    "fluxo:ajuda": {"motivo_bloqueio": "sem_acesso", "texto": "A tela não abre."},
    "fluxo:analise": {"decisao": "aprovar"},
    "cadastros:colunas": {"folha": "0", "cabecalho": "1"}
    | {f"c_{c.campo}": str(c.posicao) for c in UNIDADES.colunas[1:]},
    "contas:pessoas": {"nome": "Ana Prado", "email": "ana@exemplo.invalid", "papel": "apoio"},
    "contas:nao_sou_mais_eu_por_link": {"motivo": "saiu"},
    "contas:pedir_convite": {"email": "ninguem@exemplo.invalid"},
    "contas:perfil": {"nome": "Outro Nome", "telefone": ""},
    "lembretes:reter": MOTIVO,
    "regulamentacao:conversa": {"texto": "Rever o inciso II."},
    "regulamentacao:notas": {"texto": "Conferir na reunião."},
    "lotes:novo": {"acao": "suspender", "todas": "1"},
    "lotes:pedido": MOTIVO,
}
# O corpo de um pedido à API, pelo nome do comando; o último nem comando é.
NA_API = {
    "concluir_item": {"item": ABERTOS[0], "dados": {"texto": "Feito e conferido."}},
    "concluir_em_nome": {
        "comando": "concluir_item",
        "item": ABERTOS[0],
        "em_nome_de": "gestor_sei",
        "origem": "telefone",
        "dados": {"comprovacao": "A chefia de gabinete contou."},
    },
    "confirmar_dispensa": {"item": DISPENSA_PEDIDA},
    "declarar_bloqueio": {"dados": DO_COMANDO["declarar_bloqueio"][1]},
    "enviar_etapa": {"etapa": "adesao"},
    "aprovar_etapa": {"etapa": "adesao"},
    "prorrogar_prazo": {"item": ABERTOS[0], "dados": MOTIVO | {"ate": ""}},
    "desistir": {"dados": MOTIVO},
    "malformado": {"comando": "nao_ha_este"},
}


def consulta_e_dados(nome: str, variante: str, cidade: Cidade) -> tuple[dict, dict]:
    """O que vai depois do `?` e o que vai no corpo."""
    if nome.startswith("api:"):
        return {}, _corpo_da_api(variante, cidade)
    dados = {"chave": "percurso", "seq": cidade.implantacao.seq, **EM_NOME_DE, **_dias(cidade)}
    if nome != "fluxo:comando":
        return {}, dados | DA_PAGINA.get(nome, {}) | _arquivos(nome, variante)
    consulta, do_comando = DO_COMANDO[variante]
    if variante == "resolver_bloqueio":
        consulta = {"bloqueio": cidade.bloqueio}
    if variante == "retificar":
        consulta |= {"seq": cidade.primeiro_fato}
    return consulta, dados | do_comando


def _corpo_da_api(variante: str, cidade: Cidade) -> dict:
    corpo = {"comando": variante, "chave": "percurso"} | NA_API.get(variante, {})
    if "ate" in corpo.get("dados", ()):
        corpo["dados"] = corpo["dados"] | {"ate": _dias(cidade)["ate"]}
    return corpo


def _dias(cidade: Cidade) -> dict[str, str]:
    """Datas que servem a cada campo: a de hoje, a de um dia útil por vir e a de um fato velho."""
    hoje = timezone.localdate()
    por_vir = calendario_do_municipio(cidade.orgao.municipio_id).somar(hoje, 30)
    return {
        "data": hoje.isoformat(),
        "fim": hoje.isoformat(),
        "ocorreu_em": hoje.isoformat(),
        "ate": por_vir.isoformat(),
        "retomar_em": por_vir.isoformat(),
        "valor": date(2026, 1, 6).isoformat(),
        "prazo": cidade.aviso["prazo"].isoformat(),
    }


def _arquivos(nome: str, variante: str) -> dict:
    if nome in ("cadastros:unidades", "cadastros:usuarios"):
        conteudo = texto_das_unidades(EXEMPLO_DE_UNIDADES).encode()
        return {"arquivo": envio("unidades.csv", conteudo)}
    if nome == "assinaturas:enviar":
        return {"arquivo": envio("assinaturas.csv", b"codigo_ibge;passo;dia\n")}
    if nome == "importacao:enviar":
        return {"arquivo": envio("carteira.csv", b"codigo_ibge;inicio\n3500105;03/02/2025\n")}
    if nome == "fluxo:item" and variante == "tabela_de_assuntos_entregue":
        return {"arquivos": envio()}
    if nome == "fluxo:brasao":
        return {"imagem": envio("brasao.png", png())}
    return {}


class _Valido(forms.Form):
    def avisos(self):
        return []


@contextmanager
def formularios_sempre_validos(remendo) -> Iterator[None]:
    """As páginas de fato recebem um formulário aceito e nada gravam: resta saber quem pode."""
    enderecos()  # importa as views que faltarem
    with remendo.context() as m:
        m.setattr(FatoFormView, "get_form", lambda view: _Valido({}), raising=False)
        m.setattr(CargaView, "get_form", FormMixin.get_form, raising=False)
        for classe in descendentes(FatoFormView):
            for metodo, resposta in (("gravar", "Conferido."), ("dia_do_fato", None)):
                if metodo in vars(classe):
                    m.setattr(classe, metodo, lambda view, form, r=resposta: r)
        yield


@cache
def classes_das_views() -> tuple[type, ...]:
    """As nossas classes de página, uma vez cada."""
    classes = (getattr(e.view, "view_class", None) for e in enderecos())
    return tuple(dict.fromkeys(c for c in classes if c and not c.__module__.startswith("django.")))


def descendentes(classe: type) -> set[type]:
    diretas = set(classe.__subclasses__())
    return diretas.union(*(descendentes(c) for c in diretas))


@contextmanager
def sem_desenhar(remendo, *, sem_contexto: bool = False) -> Iterator[None]:
    """O código da resposta não depende do desenho, que custa caro.

    Args:
        sem_contexto: nem junta o que a página mostraria. Só onde os objetos do
            endereço existem e são da cidade: as páginas os procuram nessa hora.
    """
    with remendo.context() as m:
        if sem_contexto:
            for classe in classes_das_views():
                m.setattr(classe, "get_context_data", lambda view, **_: {}, raising=False)
        m.setattr(SimpleTemplateResponse, "rendered_content", property(lambda resposta: ""))
        for codigo in (403, 404):
            vazia = partial(_recusa_vazia, codigo)
            m.setattr(urls, f"handler{codigo}", vazia, raising=False)
        yield


def _recusa_vazia(codigo: int, request, exception=None) -> HttpResponse:
    return HttpResponse(status=codigo)


# --- Quem anda


class Visitante:
    """Pede como uma das pessoas; o que o pedido mudar é desfeito em seguida."""

    def __init__(self, mundo: Mundo):
        self.cliente = Client()
        self.cookies = {}
        for papel, pessoa in mundo.pessoas.items():
            cliente = Client()
            if pessoa:
                cliente.force_login(pessoa)
            self.cookies[papel] = {nome: c.value for nome, c in cliente.cookies.items()}

    def pedir(
        self, papel: str, metodo: str, url: str, dados=None, consulta=None, *, fica: bool = False
    ) -> HttpResponse:
        """Args:
        fica: o que o pedido mudar não é desfeito.
        """
        self.cliente.cookies = SimpleCookie(self.cookies[papel])
        pedir = getattr(self.cliente, metodo.lower())
        corpo = {"data": dados or {}} if metodo == "POST" else {}
        if corpo and url.startswith(API):
            corpo["content_type"] = "application/json"
        with transaction.atomic():
            resposta = pedir(url, **corpo, query_params=consulta or {})
            transaction.set_rollback(not fica)
        if resposta.streaming:
            resposta.getvalue()  # lê até o fim, e com isso fecha o arquivo
        return resposta

    def codigo(self, *args, **kwargs) -> int:
        return self.pedir(*args, **kwargs).status_code
