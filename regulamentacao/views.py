"""Páginas dos itens por fato das duas etapas."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from regulamentacao import apuracao, forms, gestao, servicos, servicos_da_gestao
from regulamentacao.forms_dos_assuntos import AssuntosForm
from regulamentacao.models import POR_ATIVIDADE, REPETIDOS, AtoNormativo, Finalidade
from regulamentacao.sala import servicos as sala
from regulamentacao.sala.composicao import ler_trechos
from regulamentacao.sala.perguntas import TOTAL as TOTAL_DE_PERGUNTAS
from seicidades.comum.formatos import data_curta
from seicidades.documentos import servicos as documentos
from seicidades.fluxo.paginas import FatoFormView

UPLOADS = {
    "upload": "arquivo",
    "upload_do_ato": "arquivo",
    "upload_da_publicacao": "arquivo_da_publicacao",
}


@dataclass(frozen=True, slots=True)
class Campo:
    """Um dado registrado, em palavras."""

    rotulo: str
    texto: str
    url: str = ""

    @classmethod
    def de(cls, objeto, nome: str, rotulo: str) -> "Campo":
        if exibir := getattr(objeto, f"get_{nome}_display", None):
            return cls(rotulo, exibir())
        valor = getattr(objeto, nome, None)
        if isinstance(valor, date):
            return cls(rotulo, data_curta(valor))
        if isinstance(valor, bool):
            return cls(rotulo, "Sim" if valor else "")
        return cls(rotulo, str(valor or ""), valor if nome == "link" else "")


class FatoView(FatoFormView):
    """Página cujo formulário corrige um objeto que pode já existir.

    `guardado` é esse objeto, ou None. Os arquivos dele aparecem ao lado e só
    são exigidos se ainda não existem.
    """

    template_name = "regulamentacao/fato.html"

    @cached_property
    def guardado(self):
        return None

    def get_initial(self):
        if self.guardado is None:
            return {}
        campos = self.form_class.base_fields
        return {c: getattr(self.guardado, c) for c in campos if hasattr(self.guardado, c)}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"ja_guardados": frozenset(self.arquivos_guardados())}

    def arquivos_guardados(self) -> dict[str, object]:
        """Campo de envio → arquivo que o objeto já tem."""
        guardados = {u: getattr(self.guardado, campo, None) for u, campo in UPLOADS.items()}
        return {
            upload: arquivo
            for upload, arquivo in guardados.items()
            if arquivo and upload in self.form_class.base_fields
        }

    def dados(self, form) -> dict:
        """O que a pessoa preencheu, com os envios já no cofre."""
        dados = {c: v for c, v in form.cleaned_data.items() if c not in UPLOADS}
        for upload, campo in UPLOADS.items():
            if enviado := form.cleaned_data.get(upload):
                dados[campo] = documentos.guardar(self.orgao, enviado, self.request.user)
        return dados

    def registrado(self) -> list[Campo]:
        """O que o objeto guarda, com os rótulos do formulário, para quem só lê."""
        if self.guardado is None:
            return []
        campos = self.form_class.base_fields.items()
        lidos = (Campo.de(self.guardado, nome, str(c.label)) for nome, c in campos)
        return [lido for lido in lidos if lido.texto]

    def get_context_data(self, **kwargs):
        rotulos = self.form_class.base_fields
        return super().get_context_data(
            **kwargs,
            guardado=self.guardado,
            registrado=self.registrado(),
            nao_pode_salvar=bool(self.recusas),
            arquivos_guardados=[
                (rotulos[upload].label, arquivo)
                for upload, arquivo in self.arquivos_guardados().items()
            ],
        )


class MinutaView(FatoView):
    item = "minuta_preparada"
    form_class = forms.MinutaForm
    template_name = "regulamentacao/minuta.html"
    mensagem = "Minuta enviada. A Prodesp vai ler."

    def gravar(self, form) -> str:
        dados = self.dados(form)
        minuta = servicos.registrar_minuta(
            self.implantacao, arquivo=dados["arquivo"], observacao=dados["observacao"]
        )
        return f"Minuta, versão {minuta.versao}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            versoes=servicos.versoes_da_minuta(self.implantacao),
            ato=servicos.ato_do_processo_eletronico(self.implantacao),
            mesa=sala.mesa_de(self.implantacao),
            total=TOTAL_DE_PERGUNTAS,
        )


class AnaliseView(FatoView):
    item = "minuta_analisada"
    form_class = forms.AnaliseForm
    template_name = "regulamentacao/analise.html"
    mensagem = "Leitura registrada. O município vê o resultado."

    @cached_property
    def minuta(self):
        return servicos.ultima_minuta(self.implantacao)

    @cached_property
    def guardado(self):
        return getattr(self.minuta, "analise", None)

    def get_initial(self):
        versao = self.minuta.versao if self.minuta else None
        return super().get_initial() | {"versao": versao}

    def form_invalid(self, form):
        """Depois de se dizer que há minuta nova, o próximo envio já é dela; antes, não."""
        if form.has_error(NON_FIELD_ERRORS, servicos.MINUTA_NOVA):
            form.data = form.data.copy()
            form.data["versao"] = self.minuta.versao
        return super().form_invalid(form)

    def gravar(self, form) -> str:
        analise = servicos.registrar_analise(self.implantacao, **form.cleaned_data)
        return f"Versão {analise.minuta.versao}: {analise.get_resultado_display().lower()}"

    def get_context_data(self, **kwargs):
        trechos = self._trechos_com_conversa()
        abertos = [(t, sum(c.resolvido_em is None for c in conversa)) for t, conversa in trechos]
        return super().get_context_data(
            **kwargs,
            minuta=self.minuta,
            trechos=trechos,
            em_aberto=[(trecho, quantos) for trecho, quantos in abertos if quantos],
        )

    def _trechos_com_conversa(self) -> list[tuple]:
        """O texto entregue, se veio da sala da minuta, com o que se disse de cada artigo."""
        if self.minuta is None or self.minuta.redacao_id is None:
            return []
        comentarios = sala.comentarios_de(self.implantacao)
        trechos = ler_trechos(self.minuta.redacao.trechos)
        return [(trecho, comentarios.get(trecho.chave, [])) for trecho in trechos]


class ParecerView(FatoView):
    item = "parecer_do_ato"
    form_class = forms.ParecerForm
    mensagem = "Parecer registrado."

    @cached_property
    def guardado(self):
        return servicos.parecer(self.implantacao)

    def gravar(self, form) -> str:
        parecer = servicos.registrar_parecer(self.implantacao, self.dados(form))
        return f"Parecer jurídico: {parecer.get_conclusao_display().lower()}"

    def dia_do_fato(self, form):
        return form.cleaned_data["emitido_em"]


class AtoView(FatoView):
    item = "ato_assinado"
    form_class = forms.AtoDoProcessoForm
    mensagem = "Ato registrado."

    @cached_property
    def guardado(self):
        return servicos.ato_do_processo_eletronico(self.implantacao)

    def gravar(self, form) -> str:
        existente = servicos.ato_do_processo_eletronico(self.implantacao)
        ato = servicos.registrar_ato(
            self.implantacao,
            Finalidade.PROCESSO_ELETRONICO,
            self.dados(form),
            ato_id=existente.pk if existente else None,
        )
        return ato.identificacao

    def dia_do_fato(self, form):
        return form.cleaned_data["assinado_em"]


class PublicacaoView(FatoView):
    item = "ato_publicado"
    form_class = forms.PublicacaoForm
    template_name = "regulamentacao/publicacao.html"
    mensagem = "Publicação registrada."

    @cached_property
    def guardado(self):
        return servicos.ato_do_processo_eletronico(self.implantacao)

    def gravar(self, form) -> str:
        ato = servicos.registrar_publicacao(self.implantacao, self.dados(form))
        return f"{ato.identificacao}; publicação em {ato.publicado_em:%d/%m/%Y}"

    def dia_do_fato(self, form):
        return form.cleaned_data["publicado_em"]


class NiveisView(FatoView):
    item = "niveis_de_assinatura"
    form_class = forms.NiveisForm
    mensagem = "Níveis de assinatura registrados."

    @cached_property
    def guardado(self):
        return servicos.niveis(self.implantacao)

    def gravar(self, form) -> str:
        niveis = servicos.registrar_niveis(self.implantacao, form.cleaned_data)
        return f"Níveis de assinatura fixados {niveis.get_onde_display().lower()}"


class AssuntosView(FatoView):
    """Salvar pela metade volta à própria página, no primeiro assunto sem resposta."""

    item = "assuntos_conferidos"
    form_class = AssuntosForm
    template_name = "regulamentacao/assuntos.html"
    mensagem = "Respostas salvas."

    def get_initial(self):
        return servicos.respostas_iniciais(self.implantacao)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"propostas": sala.propostas_da_minuta(self.implantacao)}

    @cached_property
    def contagem(self) -> apuracao.ContagemDeAssuntos:
        contagens = apuracao.contar_assuntos([self.implantacao.pk])
        return contagens.get(self.implantacao.pk, apuracao.ContagemDeAssuntos())

    def gravar(self, form) -> str:
        servicos.responder_assuntos(
            self.implantacao, form.mudancas, justificativa=form.justificativa_mudada
        )
        return f"{self.contagem.respondidos} de {apuracao.TOTAL} assuntos respondidos"

    def get_success_url(self):
        fato = apuracao.apurar([self.implantacao.pk])[self.implantacao.pk][self.item]
        if fato.satisfeito:
            return super().get_success_url()
        url = reverse("regulamentacao:assuntos", args=[self.implantacao.pk])
        ancora = servicos.primeiro_assunto_a_resolver(self.implantacao)
        return f"{url}#{ancora}"

    def get_context_data(self, **kwargs):
        fato = apuracao.apurar([self.implantacao.pk])[self.implantacao.pk][self.item]
        return super().get_context_data(
            **kwargs,
            contagem=self.contagem,
            total=apuracao.TOTAL,
            fato=fato,
            ausentes=servicos.assuntos_ausentes(self.implantacao),
            lacunas=servicos.lacunas(self.implantacao),
            ato=servicos.ato_do_processo_eletronico(self.implantacao),
        )


# --- Gestão documental -----------------------------------------------------------------


class AtoDaGestaoView(FatoView):
    """O registro de um dos cinco atos. O item tem a chave da finalidade."""

    finalidade = Finalidade.SISTEMA_DE_ARQUIVOS
    form_class = forms.AtoDaGestaoForm
    template_name = "regulamentacao/gestao.html"
    mensagem = "Ato registrado."

    @property
    def item(self) -> str:
        return self.finalidade.value

    @property
    def cabem_varios(self) -> bool:
        return self.finalidade in (*POR_ATIVIDADE, *REPETIDOS)

    @cached_property
    def atos(self) -> list[AtoNormativo]:
        return servicos.atos_da_finalidade(self.implantacao, self.finalidade)

    @cached_property
    def guardado(self):
        """O ato que se corrige; `?novo` começa outro: de outras atividades, ou outro edital."""
        if not self.cabem_varios:
            return self.atos[0] if self.atos else None
        pedido = self.request.POST.get("ato") or self.request.GET.get("ato")
        if pedido:
            return self._escolhido(pedido)
        if self.request.method == "POST" or "novo" in self.request.GET:
            return None
        return self.atos[0] if self.atos else None

    def _escolhido(self, pedido: str) -> AtoNormativo:
        for ato in self.atos:
            if str(ato.pk) == pedido:
                return ato
        raise Http404

    def get_initial(self):
        inicial = super().get_initial()
        if self.cabem_varios:
            inicial["ato"] = self.guardado.pk if self.guardado else None
        return inicial

    def gravar(self, form) -> str:
        dados = self.dados(form)
        dados.pop("ato", None)
        ato = servicos.registrar_ato(
            self.implantacao,
            self.finalidade,
            dados,
            ato_id=self.guardado.pk if self.guardado else None,
        )
        return f"{ato.identificacao}{f' ({ato.atividades})' if ato.atividades else ''}"

    def form_valid(self, form):
        """Datas fora da ordem costumada não impedem: avisam, porque o ato pode já existir."""
        resposta = super().form_valid(form)
        if resposta.status_code == HTTPStatus.FOUND:
            for aviso in self.avisos_de_ordem():
                messages.warning(self.request, aviso)
        return resposta

    def avisos_de_ordem(self) -> list[str]:
        todos = servicos_da_gestao.atos_da_cidade(self.implantacao)
        return gestao.avisos_de_ordem(todos, self.finalidade)

    def dia_do_fato(self, form):
        return form.cleaned_data["publicado_em"] or form.cleaned_data["assinado_em"]

    @property
    def cabe_outro(self) -> bool:
        if self.finalidade in REPETIDOS:
            return bool(self.atos)
        return len(self.atos) == 1 and not self.atos[0].abrange_tudo

    def get_context_data(self, **kwargs):
        url_da_gestao = reverse("regulamentacao:gestao_documental", args=[self.implantacao.pk])
        return {"url_da_gestao": url_da_gestao} | super().get_context_data(
            **kwargs,
            atos=self.atos if self.cabem_varios else [],
            cabe_outro=self.cabem_varios and self.cabe_outro,
            avisos_de_ordem=self.avisos_de_ordem(),
        )
