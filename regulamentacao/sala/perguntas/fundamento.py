"""Quem assina, e os assuntos do fundamento e do alcance."""

from regulamentacao.sala.perguntas.tipos import Opcao, Tela, escolha, texto, varias

ABERTURA = Tela(
    "abertura",
    "O município e quem assina",
    (
        escolha(
            "cargo",
            "Como se escreve o cargo de quem assina?",
            "prefeito",
            Opcao("prefeito", "Prefeito", "O Prefeito"),
            Opcao("prefeita", "Prefeita", "A Prefeita"),
        ),
        texto(
            "nome",
            "Qual é o nome de quem assina?",
            ajuda="Como sai nos decretos do município. Em branco, fica só o cargo.",
        ),
        texto(
            "lei_organica",
            "Que artigo da Lei Orgânica dá à chefia o poder de expedir decretos?",
            ajuda="Por exemplo: art. 66, inciso VI. Copie de um decreto recente. "
            "Em branco, o texto cita a Lei Orgânica sem o artigo.",
        ),
        texto(
            "numero",
            "Qual será o número do decreto?",
            ajuda="Só se já souber. Em branco, fica a linha para preencher na assinatura.",
        ),
    ),
    "São os dados do alto e do fim do decreto.",
)

INSTITUICAO = Tela(
    "instituicao",
    "Instituição do SEI e alcance",
    (
        varias(
            "alcance",
            "Além das secretarias, quem mais vai usar o SEI?",
            [],
            Opcao("autarquias", "Autarquias", "às autarquias"),
            Opcao("fundacoes", "Fundações públicas", "às fundações públicas"),
            Opcao(
                "empresas",
                "Empresas públicas e sociedades de economia mista",
                "às empresas públicas e às sociedades de economia mista, "
                "no que não contrariar o regime próprio delas",
            ),
            ajuda="Se o município só tem secretarias, deixe tudo desmarcado. "
            "A Câmara não entra: ela adere por ato próprio.",
        ),
    ),
)

CONVENIO = Tela(
    "convenio",
    "Fundamento no convênio",
    (
        escolha(
            "instrumento",
            "Que documento liga o município ao Estado?",
            "acordo",
            Opcao(
                "acordo",
                "Acordo de Cooperação Técnica (ACT)",
                "Acordo de Cooperação Técnica",
            ),
            Opcao("termo", "Termo de Adesão", "Termo de Adesão"),
            Opcao(
                "tac",
                "Termo de Adesão ao Convênio (TAC)",
                "Termo de Adesão ao Convênio",
            ),
            Opcao("convenio", "Convênio", "Convênio"),
            ajuda="O nome está no alto do documento assinado no SEI do Estado.",
        ),
        texto(
            "numero",
            "Qual é o número dele?",
            ajuda="Como 12/2026. Se ainda não tem, deixe em branco: o texto fica completo sem ele.",
        ),
    ),
)

DEFINICOES = Tela(
    "definicoes",
    "Definições",
    (
        escolha(
            "quais",
            "Quantos termos o decreto deve explicar?",
            "essenciais",
            Opcao("essenciais", "Só os seis que o texto mais usa"),
            Opcao("completas", "Dez: também os de acesso, captura, autenticidade e integridade"),
            ajuda="Os seis bastam a um decreto curto. Os dez ajudam quem nunca usou um sistema.",
        ),
    ),
)

OBJETIVOS = Tela(
    "objetivos",
    "Objetivos",
    (
        varias(
            "objetivos",
            "O que o município quer alcançar?",
            ["celeridade", "transparencia", "economia", "acesso"],
            Opcao(
                "celeridade",
                "Processos mais rápidos",
                "dar rapidez e eficiência aos processos administrativos",
            ),
            Opcao(
                "transparencia",
                "Transparência",
                "ampliar a transparência e facilitar o controle da administração pela população",
            ),
            Opcao(
                "economia",
                "Menos gasto com papel e impressão",
                "reduzir o gasto com papel, impressão e transporte de documentos",
            ),
            Opcao(
                "acesso",
                "Atendimento a distância",
                "permitir que a população peça, acompanhe e receba serviços sem sair de casa",
            ),
            Opcao(
                "seguranca",
                "Documentos mais seguros",
                "assegurar a autenticidade, a integridade e a guarda dos documentos",
            ),
            Opcao(
                "integracao",
                "Trabalho conjunto das secretarias",
                "integrar o trabalho das unidades da administração",
            ),
            Opcao(
                "ambiente",
                "Cuidado com o meio ambiente",
                "reduzir o impacto ambiental das atividades administrativas",
            ),
            ajuda="Marque ao menos um. Cada um vira um inciso.",
            minimo=1,
        ),
    ),
)

TELAS = (INSTITUICAO, CONVENIO, DEFINICOES, OBJETIVOS)
